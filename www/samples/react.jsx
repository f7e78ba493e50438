// React: `<pronto-call>` is an element like any other. The page has the widget's line in its head.

import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const CUSTOMERS = [
  { name: 'Bianchi', phone: '+39 02 7218 5500' },
  { name: 'Verdi', phone: '+39 02 7218 5501' },
];

function Customer({ name, phone }) {
  const [state, setState] = useState('');
  return (
    <p>
      {name} <pronto-call number={phone} onpronto-call={(event) => setState(event.detail.state)}>{phone}</pronto-call> <output>{state}</output>
    </p>
  );
}

function App() {
  const [chosen, choose] = useState(0);
  return (
    <>
      <Customer {...CUSTOMERS[chosen]} />
      <button onClick={() => choose(1 - chosen)}>Next customer</button>
    </>
  );
}

createRoot(document.querySelector('#app')).render(<App />);
