/**
 * The certificate of an erasure (销毁证明): what was destroyed, by whom, and what proves it. One sheet to print, sign and file.
 *
 * Promise: nothing personal. Without a nonce it is a file that works from disk.
 */
import { renderDocument } from './document.tsx';
import { Digest, Fact, Facts, formatCount, Instant } from './parts.tsx';

export interface ErasureCertificateView {
  /** Kept as canonical JSON; `digest` is its SHA-256. */
  readonly facts: {
    readonly cycle: { readonly id: string; readonly name: string; readonly year: number };
    readonly reason: string;
    readonly requestedBy: string;
    readonly requestedAt: string;
    readonly confirmedBy: string;
    readonly confirmedAt: string;
    readonly destroyed: {
      readonly persons: number;
      readonly files: number;
      readonly submissions: number;
      /** Of certificates of before the rooms counted for themselves. */
      readonly contactForms?: number;
      /** What the other rooms held, in their own words. */
      readonly others?: readonly {
        readonly key: string;
        readonly name: string;
        readonly measure: string;
        readonly count: number;
      }[];
    };
    readonly keys: readonly { readonly name: string; readonly fingerprint: string }[];
    /** The audit trail just before the erasure was entered. */
    readonly auditHead: { readonly number: number; readonly hash: string };
  };
  readonly digest: string;
}

export function renderErasureCertificate(view: ErasureCertificateView, nonce: string | undefined): string {
  return renderDocument({
    title: `个人信息销毁证明 ${view.facts.cycle.name}`,
    nonce,
    children: <ErasureCertificate {...view} />,
  });
}

function ErasureCertificate({ facts, digest }: ErasureCertificateView) {
  const { cycle, destroyed, keys, auditHead } = facts;
  return (
    <main className="sheet">
      <h1>销毁证明</h1>
      <p className="name">{cycle.name}</p>
      <p className="under soft">抽样框、情况表、复核材料等之中的个人信息</p>
      <Facts>
        <Fact name="理由">{facts.reason}</Fact>
        <Fact name="申请">
          {facts.requestedBy}，<Instant at={facts.requestedAt} />
        </Fact>
        <Fact name="确认并销毁">
          {facts.confirmedBy}，<Instant at={facts.confirmedAt} />
        </Fact>
      </Facts>

      <h2>已销毁</h2>
      <Facts>
        <Fact name="周期密钥">数据密钥、比对密钥及其密钥文件，共{formatCount(keys.length)}套</Fact>
        {keys.map(({ name, fingerprint }) => (
          <Fact key={name} name="密钥文件">
            <code>{name}</code>，指纹 <code>{fingerprint}</code>
          </Fact>
        ))}
        <Fact name="人员记录">{formatCount(destroyed.persons)}条</Fact>
        <Fact name="报送的原文件">{formatCount(destroyed.files)}个</Fact>
        <Fact name="名单内容和逐行结果">{formatCount(destroyed.submissions)}次报送的全部</Fact>
        {destroyed.contactForms === undefined ? null : (
          <Fact name="情况表（附件8）">{formatCount(destroyed.contactForms)}份</Fact>
        )}
        {destroyed.others?.map(({ key, name, measure, count }) => (
          <Fact key={key} name={name}>
            {formatCount(count)}
            {measure}
          </Fact>
        ))}
      </Facts>
      <p>
        姓名、电话、单位、地址等内容写入数据库之前已用上述密钥加密；本周期用这套密钥加密的其他内容也随之不能再读。密钥文件不在数据库里，也不在数据库的备份里；文件已覆写并删除，此前的数据库备份即使恢复，也不能再解开。
      </p>

      <h2>按规定保留</h2>
      <p>
        各次报送的时间、人数、问题数和文件摘要，抽样方案、种子、抽样清单和证书中的无姓名编号，以及全部留痕。这些内容不含姓名和号码。
      </p>

      <h2>可以核对</h2>
      <Facts>
        <Fact name="销毁前的留痕链头">
          第{formatCount(auditHead.number)}条
          <br />
          <Digest value={auditHead.hash} />
        </Fact>
        <Fact name="本证明的摘要">
          <Digest value={digest} />
        </Fact>
      </Facts>
      <p className="soft">本证明的摘要已写入留痕“销毁个人信息”一条，两处相同，证明就没有改动过。</p>

      <section className="end">
        <h2>平台以外</h2>
        <p>密钥目录的其他副本、下载过的呼叫清单、部门自存的原表，不在平台之内，须由保管人另行销毁并在下面签字。</p>
        <div className="signatures">
          {['申请人', '确认人', '副本保管人'].map((role) => (
            <div key={role}>
              <p>{role}：</p>
              <p className="day">
                <span>日期：</span>
                <span>年</span>
                <span>月</span>
                <span>日</span>
              </p>
            </div>
          ))}
        </div>
      </section>
    </main>
  );
}
