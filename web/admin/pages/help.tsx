/** Help in plain words, for the four kinds of people who work here. */
import { EntryFrame } from '../layout.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';

export function HelpPage() {
  return (
    <EntryFrame>
      <div className="reading">
        <Page
          title="使用帮助"
          lead="按自己的身份看对应的一段就够了。"
          actions={<LinkButton to="/">返回首页</LinkButton>}
        >
          <Section title="部门联络员：报送抽样框">
            <ol className="plain-list">
              <li>在首页“我的任务”里打开要报的抽样框，先下载模板，按模板填写。</li>
              <li>
                把文件拖进上传区。可以一次选几个文件，也可以是压缩包；压缩包有密码的，把密码填在“解压密码”里，系统用完即弃，不会保存。
              </li>
              <li>
                系统当场逐行审核，用您自己表里的行号告诉您哪一行、哪一栏有什么问题。改好以后整份重新上传即可，次数不限。
              </li>
              <li>
                显示“通过审核，等待接收”就完成了，可打印回执留存。绩效办或民调中心接收后不能再改；退回的，会写明原因。
              </li>
            </ol>
            <p>人数不够、工作涉密等特殊情况，请在截止日期前与绩效办协商，由绩效办在系统里调整要求。</p>
          </Section>
          <Section title="民调中心操作员：抽样">
            <ol className="plain-list">
              <li>在“抽样框总览”里查看各部门报送情况，接收合格的，退回不合格的。</li>
              <li>在“抽样”里新建方案，选好已接收的抽样框，定下方法和样本量。</li>
              <li>
                先锁定抽样框并公布摘要和随机源，等公开事件发生后再输入公开随机数抽取。顺序不能颠倒，系统也不允许颠倒。
              </li>
              <li>核对后封存，公开证据页随即生效。之后按批次放出样本，下载呼叫清单。</li>
            </ol>
          </Section>
          <Section title="绩效办：周期、账号与监督">
            <ol className="plain-list">
              <li>先建评价周期，再列入被评价单位。各单位应报的抽样框按类别自动给出，可以经协商调整。</li>
              <li>在“账号”里给联络员、操作员、监督员建账号，把一次性链接交给本人设置密码。</li>
              <li>所有操作都有留痕，可以随时核对留痕是否被改动过。</li>
            </ol>
          </Section>
          <Section title="常见问题">
            <dl className="answers">
              <dt>上传后提示文件无法读取</dt>
              <dd>请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。加密的工作簿或压缩包，请填写密码。</dd>
              <dt>号码显示成 1.38E+10</dt>
              <dd>末几位已经丢失，无法恢复。请从原始系统重新导出，并把号码列设成文本格式。模板里的号码列已经设好。</dd>
              <dt>忘记密码，或提示登录已锁定</dt>
              <dd>请联系绩效办重新发一个设置密码的链接。</dd>
              <dt>网络断了，不知道刚才有没有成功</dt>
              <dd>刷新页面看现在的状态。报送成功的，会出现在“历次报送”里。</dd>
            </dl>
          </Section>
        </Page>
      </div>
    </EntryFrame>
  );
}
