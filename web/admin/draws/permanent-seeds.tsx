/** Permanent seeds of populations: made sealed, their digests for everybody, revealed when retired. */
import { Link } from '@tanstack/react-router';
import { App, Form, Input } from 'antd';
import {
  listPermanentSeeds,
  makePermanentSeed,
  publicPermanentSeeds,
  retirePermanentSeed,
  type PermanentSeed,
} from '#contract';
import { addressOf } from '../api.ts';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Digest } from '../shared/copy.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

function MakeButton() {
  const { message } = App.useApp();
  const make = useWrite(makePermanentSeed, [listPermanentSeeds]);
  return (
    <DialogButton<{ name: string }>
      label="生成长期种子"
      type="primary"
      title="为一个总体生成长期种子"
      okText="生成并密封"
      onSubmit={async ({ name }) => {
        await make.mutateAsync({ body: { name } });
        void message.success('已生成并密封，摘要已公布');
      }}
    >
      <p>系统生成64位随机数，立即密封，谁也看不到；只公布它的摘要，所以以后不能更换。</p>
      <Form.Item
        name="name"
        label="总体的名称"
        required
        extra="写清是哪些人，例如“民政厅热点难点工作对象”"
        rules={[fieldRule(makePermanentSeed.body.shape.name)]}
      >
        <Input maxLength={80} />
      </Form.Item>
    </DialogButton>
  );
}

function RetireButton({ seed }: { readonly seed: PermanentSeed }) {
  const { message } = App.useApp();
  const retire = useWrite(retirePermanentSeed, [listPermanentSeeds]);
  return (
    <DialogButton<{ reason: string }>
      label="停用并公布"
      accessibleLabel={`停用并公布${seed.name}`}
      danger
      title={`停用并公布“${seed.name}”？`}
      okText="停用并公布"
      onSubmit={async ({ reason }) => {
        await retire.mutateAsync({ params: { permanentSeedId: seed.id }, body: { reason } });
        void message.success('种子已停用并公布');
      }}
    >
      <p>公布以后任何人都能核对用它抽过的样本，也能算出再用它会抽到谁，所以不能再用。不能撤销。</p>
      <Form.Item name="reason" label="停用的原因" required rules={[fieldRule(retirePermanentSeed.body.shape.reason)]}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </DialogButton>
  );
}

function Seed({ seed }: { readonly seed: PermanentSeed }) {
  const { may } = useSignedIn();
  const retired = seed.retiredAt !== null;
  return (
    <Section title={seed.name} actions={!retired && may('takeUnitKey') ? <RetireButton seed={seed} /> : undefined}>
      <p>
        {retired ? <Mark tone="plain">已停用并公布</Mark> : <Mark tone="good">密封，使用中</Mark>}{' '}
        <span className="soft">
          {formatInstant(seed.createdAt, true)}由{seed.createdBy}生成
          {seed.retiredAt === null
            ? ''
            : `；${formatInstant(seed.retiredAt, true)}由${seed.retiredBy ?? ''}停用：${seed.retireReason ?? ''}`}
        </span>
      </p>
      <h3>摘要（SHA-256）</h3>
      <Digest digest={seed.commitment} name={`${seed.name}的摘要`} />
      {seed.seed === null ? null : (
        <>
          <h3>种子</h3>
          <Digest digest={seed.seed} name={`${seed.name}的种子`} />
        </>
      )}
      {seed.draws.length === 0 ? (
        <p className="soft">还没有抽样用过它。</p>
      ) : (
        <ul className="plain-list gap-above">
          {seed.draws.map(({ id, title, createdAt }) => (
            <li key={id}>
              <Link to="/draws/$drawId" params={{ drawId: id }}>
                {title}
              </Link>
              <span className="soft">：{formatInstant(createdAt)}建立</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function PermanentSeedsPage() {
  const { may } = useSignedIn();
  const seeds = useRead(listPermanentSeeds, {});
  return (
    <Page
      title="长期种子"
      lead="几次抽样用同一个种子，就能让前后的人尽量相同，或者完全错开。种子密封到停用为止。"
      trail={<Link to="/draws">抽样</Link>}
      actions={may('makeDraws') ? <MakeButton /> : undefined}
    >
      <p>
        <a href={addressOf(publicPermanentSeeds, {})} target="_blank" rel="noreferrer">
          打开公开页
        </a>
        <span className="soft">：不用登录，谁都能看到每个种子的摘要和生成时间</span>
      </p>
      <Reading query={seeds}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="section empty">
              还没有长期种子。一般的抽样不需要它：每次用新的公开随机数，再设间隔期，就不会反复打扰同一个人。
            </div>
          ) : (
            items.map((seed) => <Seed key={seed.id} seed={seed} />)
          )
        }
      </Reading>
    </Page>
  );
}
