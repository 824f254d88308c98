/** Shows a one-time password link, once. */
import { Alert, Button, Input, Modal } from 'antd';
import { CopyButton } from './copy.tsx';

export interface IssuedLink {
  readonly passwordLink: string;
  readonly displayName: string;
}

export function PasswordLinkDialog({
  issued,
  onClose,
}: {
  readonly issued: IssuedLink | null;
  readonly onClose: () => void;
}) {
  const link = issued === null ? '' : new URL(issued.passwordLink, window.location.origin).href;
  return (
    <Modal
      title={issued === null ? '' : `请把链接交给${issued.displayName}`}
      open={issued !== null}
      mask={{ closable: false }}
      destroyOnHidden
      scrollLock={false}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          已交给本人，关闭
        </Button>
      }
    >
      <Alert
        className="gap"
        type="warning"
        showIcon
        title="链接只显示这一次"
        description="拿到链接的人就能设置密码，请只发给本人，不要发到群里。24小时内有效，只能用一次；关闭后找不回来，只能重发。"
      />
      <Input.TextArea className="gap mono" value={link} readOnly rows={3} aria-label="设置密码的链接" />
      <CopyButton text={link} label="复制链接" />
    </Modal>
  );
}
