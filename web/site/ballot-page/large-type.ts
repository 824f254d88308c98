/** The button for large type, remembered on the device. */
import { mustFind } from './dom.ts';

export function useLargeType(): void {
  const button = mustFind('large');
  const key = 'pingyi-large-type';
  const apply = (large: boolean) => {
    document.documentElement.className = large ? 'large' : '';
    button.setAttribute('aria-pressed', String(large));
  };
  let large = false;
  try {
    large = localStorage.getItem(key) === 'yes';
  } catch {
    // No storage: ordinary type until it is pressed.
  }
  apply(large);
  button.addEventListener('click', () => {
    large = !large;
    apply(large);
    try {
      localStorage.setItem(key, large ? 'yes' : 'no');
    } catch {
      // Asked again next time.
    }
  });
}
