/** Help of `pingyi draw` and `pingyi verify`. Words only. */

const listOptions = `名单怎样写（与 pingyi frame check 相同）
  不写 --list 时，从每个文件的表头看出种类、附件和报送单位。看不出、或要分开指定时：
  --list 种类          system-cadres（附件2/4/6）、hot-topics（附件3/5/7）、service-users、rectification；
                       每个 --list 是一份名单，它后面的文件和选项属于这份名单
  --beside 文件…       写在最后：和上面的名单一起审核、找出重复的人，但不从中抽样
  --attachment 2..7    附件号
  --department 名称    报送部门
  --password 密码      打开加密的文件
  --exempt FILE.json   经同意的例外
  --minimum N --coverage none|guangxi-2015|guangxi-2018   审核要求
  --home-area 0771     本地区号`;

export const drawHelp = `用法：pingyi draw --frame 文件… --design design.json --randomness 公开随机数 --out 文件夹 [选项]
      pingyi draw --table 编号表 --design design.json --randomness 公开随机数 --out 文件夹 [选项]
      pingyi draw --blocks 号段.csv --design design.json --randomness 公开随机数 --out 文件夹 [选项]
      pingyi draw --extend 上次的manifest.json --main N --out 新文件夹 [选项]

从部门报送的名单、编号表或电话号段抽样。同样的名单、方案和种子，在任何电脑上抽出的都相同。

  --frame 文件…        名单：xlsx、xlsm、xls、csv 或装有它们的 zip
  --table FILE         编号表（xlsx、csv）：编号（id）、层（stratum）、群（cluster）、规模（size）和排序各列；
                       列名不同时用 --id、--stratum、--cluster、--size 写明，工作表用 --sheet
  --blocks FILE        号段：前缀（prefix）、位数（digits）两列；写 - 则用方案里的 blocks
  --exclude FILE       随机拨号时不抽的号码，每行一个
  --design FILE        方案（见下）
  --randomness R       公开随机数，例如锁定名单之后才开奖的号码；种子由抽样框摘要、R 和一次性码算出
  --code C             一次性码（可不用）
  --seed S             不用公开随机数时直接给种子，16到200个字符；证书上会写明没有公开随机源作证
  --seed-file FILE     长期种子（64位十六进制，openssl rand -hex 32）：清单只公布它的承诺值，停用时再公开种子
  --start-after OLD    同一个长期种子下，避开上次抽中的人（OLD 是上次的 manifest.json）
  --start-as OLD       同一个长期种子下，沿用上次的起点，尽量抽中同样的人
  --draw-code CODE     同一个种子要做互相独立的几次抽样时，各用各的代号
  --out 文件夹         写入 manifest.json、frame-ids.csv、sample.csv、certificate.html 和复核脚本；
                       名单另有 call-list.xlsx，随机拨号另有 numbers.csv（含个人信息，只有本人可读）
  --title 标题         写在证书上
  --id-key FILE        中心的编号密钥（64位十六进制）；名单不给则由名单本身算出，编号表给了则把编号换成代号
  --segments FILE      号段表（csv或xlsx），决定呼叫清单里手机加不加0；不影响谁被抽中，复核时不用给
  --allow-returned     审核未通过的名单也照用；清单和证书上会写明
  --force              覆盖文件夹里另一次抽样的结果
  --json               结果用JSON写到标准输出

接着抽（加大样本量，先抽中的人次序、批次不变）：--extend 上次的 manifest.json，旁边要有 frame-ids.csv
  --main N             加大后的主样本总量（两阶段：每群人数）；各层只增不减
  --sizes FILE.json    或逐层写：{ "南宁市": 60, "柳州市": 40 }
  --frame 文件…        给出名单原件则重写 call-list.xlsx；长期种子加 --seed-file；随机拨号加 --exclude

${listOptions}

方案 design.json 的 method：
  simple             简单随机    { "method": "simple", "main": 100, "reserve": 50 }
  stratified         分层        { "method": "stratified", "stratifyBy": "city", "main": 300, "reserve": 300, "floor": 10 }
  systematic         系统（等距）{ "method": "systematic", "main": 100, "sortBy": ["区县"] }（sortBy 只用于编号表）
  bernoulli          伯努利      { "method": "bernoulli", "rate": "0.05", "reserveRate": "0.05" }
  poisson            泊松        { "method": "poisson", "main": 80 }                      要有规模；人数不固定，没有备用
  pareto             按规模      { "method": "pareto", "main": 40, "reserve": 20 }         要有规模；按规模抽样的首选
  sequential-poisson 按规模      { "method": "sequential-poisson", "main": 40 }            要有规模；可以接着抽
  pps-systematic     按规模系统  { "method": "pps-systematic", "main": 40, "sortBy": ["区县"] }  要有规模
  two-stage          两阶段      { "method": "two-stage", "clusterMethod": "pareto", "clusters": 10, "main": 8, "reserve": 4 }
                                 先抽群（simple 等概率；pareto、sequential-poisson、pps-systematic 按人数），
                                 每群再抽 main 人；名单另写 "clusterBy": "city"
  random-digits      随机拨号    { "method": "random-digits", "main": 500, "reserve": 500 }
共同的：
  "stratifyBy"       名单：none、department、list、city、gender；编号表：层的列名
  "replicateSize": 50            每层（两阶段：每群）每批多少人（默认50）
  "allocation": "proportional"   proportional 按人数；equal 各层相等；fixed 逐层指定
  "floor": 10                    每层主样本至少多少人（默认0）
  逐层指定时："allocation": "fixed", "fixed": { "南宁市": 40, "柳州市": 30 }，各层都要写，合计等于 main（两阶段：clusters）
  伯努利逐层："rates": { "南宁市": "0.02", "柳州市": "0.05" }

例：
  pingyi draw --frame 附件3.xlsx --design design.json --randomness 2026136-03.08.11.19.25.30+07 --out 抽样
  pingyi draw --list hot-topics --attachment 3 --department 自治区民政厅 民政厅.zip --password 密码 \\
    --design design.json --seed 20260118-03.08.11.19.25.30 --out 抽样
  pingyi draw --table 企业.csv --size 职工人数 --design pareto.json --seed 20260118-03.08.11.19 --out 企业抽样
  pingyi draw --blocks 号段.csv --exclude 不再拨打.txt --design rdd.json --randomness 2026136-03.08.11 --out 拨号
  pingyi draw --extend 抽样/manifest.json --main 400 --out 抽样-加到400

退出码：0 已抽取；1 名单未通过审核，或方案与名单不合；2 参数有误、文件读不了
`;

export const verifyHelp = `用法：pingyi verify manifest.json --frame 文件… [选项]
      pingyi verify manifest.json --ids frame-ids.csv
      pingyi verify manifest.json

按抽样清单重抽一遍，逐层比较；各种抽样方法都可以。只写清单时，用它旁边的 frame-ids.csv；随机拨号不用编号表。

  --frame 文件…        抽样时用的名单原件；种类、附件和部门由清单里的文件摘要认出，不用再写。
                       当时一起审核的别的名单（清单里写明）也要给出
  --ids FILE           公开的编号表（id,stratum[,cluster][,size][,排序变量]）
  --exclude FILE       随机拨号：当时排除的号码；没有也能核对，只是看不到跳过的号码该不该跳
  --seed-file FILE     长期种子停用后公开的文件（或种子本身）
  --id-key FILE        编号由中心密钥生成时，给出密钥文件
  --password 密码      打开加密的名单
  --design FILE        清单没有写明分层依据时（不是本程序生成的清单），给出方案
  --json               结果用JSON写到标准输出

${listOptions}

例：
  pingyi verify 抽样/manifest.json --frame 附件3.xlsx
  pingyi verify manifest.json --ids frame-ids.csv
  pingyi verify 拨号/manifest.json --exclude 不再拨打.txt

退出码：0 全部一致；1 有不一致，或种子还没有公开；2 参数有误、文件读不了
`;
