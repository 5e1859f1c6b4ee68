import { type FiguresAsked, figuresOf } from './figures.ts';

// computes beside the page, which stays quick; nothing leaves the browser
addEventListener('message', ({ data }: MessageEvent<FiguresAsked>) => {
  postMessage(figuresOf(data));
});
