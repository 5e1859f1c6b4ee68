import { Alert, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#eef5f9',
  '#dde8ef',
  '#b8cfdd',
  '#8fb3c9',
  '#6b9bb7',
  '#4d84a4',
  '#2f6a8c',
  '#265a78',
  '#1f4b66',
  '#163a50',
];

/** Greys of the dark pages, of the same hue as their ground. */
const dark: MantineColorsTuple = [
  '#c9d2d9',
  '#b3bec7',
  '#a3b0ba',
  '#65737e',
  '#3f4c56',
  '#313b43',
  '#242d34',
  '#1b2228',
  '#181e23',
  '#14191d',
];

/** One restrained colour, small type, square-ish corners: a tool that is looked at all day. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark },
  autoContrast: true,
  defaultRadius: 'sm',
  fontFamily:
    "'Inter Variable', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, -apple-system, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.84rem', md: '0.9rem', lg: '1.05rem', xl: '1.25rem' },
  components: {
    Alert: Alert.extend({
      styles: { root: { background: 'var(--kl-paper)' }, label: { color: 'var(--mantine-color-text)' } },
    }),
  },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.4rem', lineHeight: '1.3' },
      h2: { fontSize: '1.05rem', lineHeight: '1.4' },
      h3: { fontSize: '0.92rem', lineHeight: '1.4' },
    },
  },
});

/** Secondary text keeps a contrast of 4.5 to 1 and more on every ground used here. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56616b',
    '--mantine-color-placeholder': '#69747e',
    '--mantine-color-error': '#b42318',
    '--mantine-color-red-outline': '#b42318',
    '--kl-paper': '#ffffff',
    '--kl-ground': '#f5f7f9',
    '--kl-for': '#2f6a8c',
    '--kl-against': '#a15c07',
    '--kl-inconsistent': '#b42318',
    '--kl-grid': '#dfe4e8',
    '--kl-typed': '#b8cfdd',
  },
  dark: {
    '--mantine-color-body': '#14191d',
    '--mantine-color-dimmed': '#a3b0ba',
    '--mantine-color-placeholder': '#93a0aa',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-red-outline': '#ff9a8f',
    '--kl-paper': '#1b2228',
    '--kl-ground': '#14191d',
    '--kl-for': '#6fb0d4',
    '--kl-against': '#e0a458',
    '--kl-inconsistent': '#ff8a7d',
    '--kl-grid': '#313b43',
    '--kl-typed': '#2f5870',
  },
});
