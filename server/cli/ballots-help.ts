/** What the ballot commands say about themselves. */

export const keyHelp = `用法：pingyi ballot-key --out 文件夹

在不联网的电脑上生成领导评价的计票密钥：公钥一个，私钥分成三份，任两份可以开箱。
私钥整个只在生成时存在一瞬间，不写入文件。

  --out 文件夹       写入 poll-key.json（公钥，登记到平台）和 share-1.txt、share-2.txt、share-3.txt（交三个保管单位）

例子：
  pingyi ballot-key --out 密钥

退出码：0 完成，2 参数有误或不能写。
`;

export const cardsHelp = `用法：pingyi ballot-cards --cycle 编号 --fingerprint 指纹 --style 票种 --count 张数 --out 文件夹
                           [--address 网址 [--title 名称] [--batch 批次] [--closes 时间] [--phone 电话]]

在不联网的电脑上做投票卡。平台只登记卡的公钥的摘要，卡上的码只印在纸上。

  --cycle 编号       评价周期的编号
  --fingerprint 指纹 计票公钥的指纹（32位），印进二维码，手机据此拒绝别的公钥
  --style 票种       票种代码
  --count 张数       连备用卡
  --out 文件夹       写入 cards-票种.csv（印卡用，印完销毁）和 card-hashes-票种.json（交平台登记）
  --address 网址     投票页面（以 /b 结尾）；给出时另写 cards-票种.html：A4一页六张，有二维码，用浏览器打印，印完销毁
  --title 名称       印在卡上，不给时为“领导评价”
  --batch 批次       印在卡上：平台上这次登记将是第几批
  --closes 时间      印在卡上的截止时间，例如 2026年12月20日18:00
  --phone 电话       印在卡上的监督电话

登记：在平台的“评价卡”里点“登记离线制的卡”，选 card-hashes-票种.json。

例子：
  pingyi ballot-cards --cycle 0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11 --fingerprint 5b1c… --style A1 --count 63 \\
    --address https://pingyi.example.gov.cn/b --title 2026年度领导评价 --batch 1 --phone 0771-2811111 --out 卡

退出码：0 完成，2 参数有误或不能写。
`;

export const openHelp = `用法：pingyi open --package ballots.json --share 文件 --share 文件 --out tally.json [--board board.json]

在不联网的电脑上开箱：先验票，再用两份私钥解密，按单位拆开、只留计数。整张的票不写到任何地方。

  --package 文件     截止以后从平台下载的密文票
  --share 文件       私钥的一份（给两次）
  --out 文件         计票结果，交平台登记
  --board 文件       截止当晚保存的公示板，用来核对

例子：
  pingyi open --package ballots.json --share 甲/share-1.txt --share 乙/share-2.txt --out tally.json

退出码：0 完成，1 票有问题、没有开箱，2 参数有误或文件无法读取。
`;

export const verifyBallotsHelp = `用法：pingyi verify-ballots --package ballots.json [--board board.json] [--paper paper.json]
                             [--tally tally.json [--share 文件 --share 文件]]

验票：每张票有没有卡、签名对不对、一卡一票、张数和根；与保存的公示板、计票结果核对；有两份私钥时重新计票。

  --package 文件     截止以后从平台下载的密文票
  --board 文件       截止当晚保存的公示板（/api/boards/编号）
  --paper 文件       纸质表的计数和收发账（有纸质表的评价必须给出，摘要在公示板上）
  --tally 文件       计票结果
  --share 文件       私钥的一份（给两次）

例子：
  pingyi verify-ballots --package ballots.json --board board.json --tally tally.json
  python3 verify_ballots.py ballots.json board.json paper.json tally.json     不用本程序，独立再验一遍

退出码：0 通过，1 不符，2 参数有误或文件无法读取。
`;
