/** How to check a draw alone, in plain words: with Python, with this program, with a spreadsheet. */

import type { DrawMethodName } from '#contract';

/** Designs whose order a spreadsheet can show. */
const sortable: readonly DrawMethodName[] = ['simple', 'stratified', 'systematic'];

export function HowToCheck({ method, permanent }: { readonly method: DrawMethodName; readonly permanent: boolean }) {
  const systematic = method === 'systematic';
  const script = sortable.includes(method) ? 'verify_draw.py' : 'verify_designs.py';
  if (permanent) return <PermanentSeedCheck />;
  if (method === 'random-digits') return <NumberCheck />;
  return (
    <>
      <h2>怎样自己核对</h2>
      <p>
        每个编号都有一个由种子算出的64位“随机序号”，序号小的先抽中。种子在名单锁定之后才产生，所以名单里的人没法挑，次序也没法改。下面几种办法任选一种。
      </p>
      <section className="card">
        <h3>办法一：用 Python（不用装别的东西）</h3>
        <ol className="how">
          <li>把上面的 manifest.json、frame-ids.csv、{script} 下载到同一个文件夹。</li>
          <li>在这个文件夹里打开命令行，输入：</li>
        </ol>
        <pre>
          <code>{`python3 ${script} manifest.json frame-ids.csv`}</code>
        </pre>
        <p>
          每一行开头都是 <code>OK</code>，就是一致；有一行是 <code>DIFFERS</code>，就是这一项不一致。Windows
          上命令可能叫 <code>python</code>。
        </p>
      </section>
      <section className="card">
        <h3>办法二：用评议平台的命令行程序</h3>
        <pre>
          <code>pingyi verify manifest.json --ids frame-ids.csv</code>
        </pre>
        <p>逐层说明“一致”或“从第几位起不同”。审计人员持有部门报送的原表和编号密钥时，可以从原表查起：</p>
        <pre>
          <code>pingyi verify manifest.json --frame 名单.xlsx --id-key 编号密钥.txt</code>
        </pre>
      </section>
      {sortable.includes(method) ? (
        <section className="card">
          <h3>办法三：用 Excel 或 WPS 排序</h3>
          <ol className="how">
            <li>
              用“数据”菜单里的“自文本/CSV”打开
              frame-ids.csv，选“不检测数据类型”，免得编号被改成数字。行数应等于抽样框人数；给 id
              列标出重复值，应当没有；按 stratum 列计数，应与上面的表相同。
            </li>
            <li>用“数据”菜单里的“自JSON”打开 manifest.json，取出 units 一项，转成表。</li>
            <li>
              {systematic
                ? '按 stratum、part、ticket 三列升序排序（都按文本），同一层同一类里 rank 应当依次加1，主样本在前、备用样本在后。'
                : '按 stratum、ticket 两列升序排序（都按文本），每一层的 rank 应当依次是1、2、3……没有间断。'}
            </li>
            <li>用 COUNTIF 查每个 id，在 frame-ids.csv 里都应当正好有一个。</li>
          </ol>
          <p className="soft">
            Excel 核对的是次序和人数；随机序号本身是不是由种子算出、有没有更小的序号被漏掉，要用办法一或办法二。
          </p>
        </section>
      ) : null}
    </>
  );
}

function PermanentSeedCheck() {
  return (
    <>
      <h2>怎样自己核对</h2>
      <p>
        这次抽样用的是长期种子。它的摘要在生成时已经公布，种子本身要到停用才公开，免得以后各次抽样被人预知。现在可以核对名单摘要和清单摘要没有变；种子公开以后，用下面的命令重抽一遍：
      </p>
      <pre>
        <code>pingyi verify manifest.json --ids frame-ids.csv --seed-file seed-reveal.json</code>
      </pre>
    </>
  );
}

function NumberCheck() {
  return (
    <>
      <h2>怎样自己核对</h2>
      <p>
        号码由种子逐个产生：第几次产生、落在哪个号段，都由算法定下，没有人能挑选。清单里只有由种子算出的代号，没有号码。下载
        manifest.json 和 verify_designs.py 以后，任选一种办法核对：
      </p>
      <pre>
        <code>python3 verify_designs.py manifest.json</code>
      </pre>
      <pre>
        <code>pingyi verify manifest.json</code>
      </pre>
    </>
  );
}
