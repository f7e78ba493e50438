// Vue: tell it once that `<pronto-call>` is no component. The page has the widget's line in its head.

import { createApp, ref } from 'vue';

const CUSTOMERS = [
  { name: 'Bianchi', phone: '+39 02 7218 5500' },
  { name: 'Verdi', phone: '+39 02 7218 5501' },
];

const app = createApp({
  setup() {
    const chosen = ref(0);
    const state = ref('');
    return { customers: CUSTOMERS, chosen, state };
  },
  template: `
    <p>
      {{ customers[chosen].name }}
      <pronto-call :number="customers[chosen].phone" @pronto-call="state = $event.detail.state">{{ customers[chosen].phone }}</pronto-call>
      <output>{{ state }}</output>
    </p>
    <button @click="chosen = 1 - chosen">Next customer</button>
  `,
});
app.config.compilerOptions.isCustomElement = (tag) => tag === 'pronto-call';
app.mount('#app');
