// Drawings of the frame's own, in a square of 24. Drawn for Pronto.

export const PERSON = 'M12 3a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9Zm0 10.500c4.700 0 8.500 2.600 8.500 6V21h-17v-1.500c0-3.400 3.800-6 8.500-6Z';
