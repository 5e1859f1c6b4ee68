import { saveFile } from './save-file.ts';

/** The text of an SVG file: the drawing on white with a style of its own, without what only pages know. */
export function drawingText(drawing: SVGSVGElement, style: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  for (const name of ['aria-labelledby', 'aria-describedby', 'class']) copy.removeAttribute(name);
  for (const element of copy.querySelectorAll('[href], [tabindex]')) {
    element.removeAttribute('href');
    element.removeAttribute('tabindex');
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const look = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  look.textContent = style;
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [
    ['width', '100%'],
    ['height', '100%'],
    ['fill', '#fff'],
  ] as const) {
    ground.setAttribute(name, value);
  }
  copy.prepend(look, ground);
  return new XMLSerializer().serializeToString(copy);
}

/** Hands the reader the drawing as an SVG file. */
export function saveDrawing(name: string, drawing: SVGSVGElement, style: string): void {
  saveFile(`${name}.svg`, new Blob([drawingText(drawing, style)], { type: 'image/svg+xml' }));
}
