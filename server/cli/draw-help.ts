/** Help of `pingyi draw` and `pingyi verify`. Words only. */

const listOptions = `名单怎样写（与 pingyi frame check 相同）
  不写 --list 时，从每个文件的表头看出种类、附件和报送单位。看不出、或要分开指定时：
  --list 种类          system-cadres（附件2/4/6）、hot-topics（附件3/5/7）、service-users；
                       每个 --list 是一份名单，它后面的文件和选项属于这份名单
  --attachment 2..7    附件号
  --department 名称    报送部门
  --password 密码      打开加密的文件
  --exempt FILE.json   经同意的例外
  --minimum N --coverage none|guangxi-2015|guangxi-2018   审核要求
  --home-area 0771     本地区号`;

export const drawHelp = `用法：pingyi draw --frame 文件… --design design.json --randomness 公开随机数 --out 文件夹 [选项]

从部门报送的名单抽取呼叫清单。同样的名单、方案和种子，在任何电脑上抽出的都相同。

  --frame 文件…        名单：xlsx、xlsm、xls、csv 或装有它们的 zip
  --design FILE        方案（见下）
  --randomness R       公开随机数，例如锁定名单之后才开奖的号码；种子由抽样框摘要、R 和一次性码算出
  --code C             一次性码（可不用）
  --seed S             不用公开随机数时直接给种子，16到200个字符；证书上会写明没有公开随机源作证
  --out 文件夹         写入 call-list.xlsx（含个人信息，只有本人可读）、manifest.json、frame-ids.csv、
                       certificate.html、verify_draw.py
  --title 标题         写在证书上
  --id-key FILE        中心的编号密钥（64位十六进制）；不给则由名单本身算出，持有名单的人都能重算
  --allow-returned     审核未通过的名单也照用；清单和证书上会写明
  --force              覆盖文件夹里另一次抽样的结果
  --json               结果用JSON写到标准输出

${listOptions}

方案 design.json：
  {
    "method": "stratified",        simple 简单随机；stratified 分层；systematic 系统（等距）
    "stratifyBy": "city",          none 不分层；department 部门；list 名单种类；city 设区市；gender 性别
    "main": 300,                   主样本，各层合计
    "reserve": 300,                备用样本，各层合计，按主样本的比例分到各层（默认0）
    "replicateSize": 50,           每层每批多少人（默认50）
    "allocation": "proportional",  proportional 按人数；equal 各层相等；fixed 逐层指定
    "floor": 10                    每层主样本至少多少人（默认0）
  }
  逐层指定时："allocation": "fixed", "fixed": { "南宁市": 40, "柳州市": 30 }，各层都要写，合计等于 main

例：
  pingyi draw --frame 附件3.xlsx --design design.json --randomness 2026136-03.08.11.19.25.30+07 --out 抽样
  pingyi draw --list hot-topics --attachment 3 --department 自治区民政厅 民政厅.zip --password 密码 \\
    --design design.json --seed 20260118-03.08.11.19.25.30 --out 抽样

退出码：0 已抽取；1 名单未通过审核，或方案与名单不合；2 参数有误、文件读不了
`;

export const verifyHelp = `用法：pingyi verify manifest.json --frame 文件… [选项]
      pingyi verify manifest.json --ids frame-ids.csv
      pingyi verify manifest.json

按抽样清单重抽一遍，逐层比较。只写清单时，用它旁边的 frame-ids.csv。

  --frame 文件…        抽样时用的名单原件；种类、附件和部门由清单里的文件摘要认出，不用再写
  --ids FILE           公开的编号表（id,stratum[,排序变量]）
  --id-key FILE        编号由中心密钥生成时，给出密钥文件
  --password 密码      打开加密的名单
  --design FILE        清单没有写明分层依据时（不是本程序生成的清单），给出方案
  --json               结果用JSON写到标准输出

${listOptions}

例：
  pingyi verify 抽样/manifest.json --frame 附件3.xlsx
  pingyi verify manifest.json --ids frame-ids.csv

退出码：0 全部一致；1 有不一致；2 参数有误、文件读不了
`;
