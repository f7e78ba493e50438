// Where a small window of ours stands.

/**
 * Over the middle of another window, a little higher, as eyes rest there; never off the screen's
 * left or upper edge.
 * @param {{left?: number, top?: number, width?: number, height?: number}} below In CSS pixels of the screen.
 * @param {{width: number, height: number}} small
 */
export function overMiddle({ left = 0, top = 0, width: wide, height: high }, { width, height }) {
  return {
    left: Math.max(0, Math.round(left + ((wide ?? width) - width) / 2)),
    top: Math.max(0, Math.round(top + ((high ?? height) - height) / 3)),
  };
}
