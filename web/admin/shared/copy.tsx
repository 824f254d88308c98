/** Copying text, also on an intranet without HTTPS, and long digests one can read aloud. */
import { App, Button } from 'antd';

/** The clipboard interface exists only on HTTPS; on plain HTTP a selected text field does. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    // Deprecated, and the only way there is without HTTPS.
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { message } = App.useApp();
  const copy = async () => {
    if (await copyText(text)) void message.success('已复制');
    else void message.warning('浏览器不允许复制，请用鼠标选中文字后按 Ctrl+C');
  };
  return <Button onClick={() => void copy()}>{label}</Button>;
}

/** A digest in groups of eight, so that two people can compare it by reading aloud. */
export function Digest({ digest, name }: { readonly digest: string; readonly name: string }) {
  return (
    <div className="gap">
      <div className="digest" aria-label={name}>
        {(digest.match(/.{1,8}/g) ?? []).join(' ')}
      </div>
      <div className="actions gap-above no-print">
        <CopyButton text={digest} label={`复制${name}`} />
        <Button onClick={() => window.print()}>打印本页</Button>
      </div>
    </div>
  );
}
