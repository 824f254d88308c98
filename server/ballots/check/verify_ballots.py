#!/usr/bin/env python3
"""Verifies a leader evaluation (pingyi-ballot/1) from published files alone. Needs Python 3.8 and its standard library, nothing of Pingyi.

  python3 verify_ballots.py ballots.json [board.json] [paper.json] [tally.json [share-1.txt share-2.txt]]   files in any order

Checks every ballot's card, style, signature and length, one ballot a card, the roots of cards and ballots, the rules' digest; the board as
somebody saved it; the account and sums of forms on paper; the sums of the tally; with two trustees' shares it decrypts and counts again. Exit 0: all is well; 1: something is wrong.
With blind issuance: every ballot's credential (RSASSA-PSS after RFC 8017), and no more of them than were issued.
Curve25519 after RFC 7748 and 8032, ChaCha20-Poly1305 after RFC 8439, HPKE after RFC 9180, trees after RFC 9162: plain, not fast.
"""
import base64, hashlib, hmac, json, sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
sha256 = lambda data: hashlib.sha256(data).digest()


# Ed25519: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = add(q, p)
        p, s = add(p, p), s >> 1
    return q


def decompress(data):
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def compress(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


def signed(public, message, signature):
    a, s = decompress(public), int.from_bytes(signature[32:], 'little')
    if a is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % L
    minus = (P - a[0], a[1], 1, P - a[3])
    return compress(add(multiply(s, BASE), multiply(k, minus))) == signature[:32]


def x25519(scalar, point):
    k = int.from_bytes(scalar, 'little') & ~7 & (2**255 - 1) | 2**254
    u = int.from_bytes(point, 'little') & (2**255 - 1)
    x1, x2, z2, x3, z3, swapped = u, 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swapped ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swapped = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3, x2, z2 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P, aa * bb % P, e * (aa + 121665 * e) % P
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, 'little')


# ChaCha20-Poly1305
def block(key, counter, nonce):
    words = lambda data: [int.from_bytes(data[i:i + 4], 'little') for i in range(0, len(data), 4)]
    start = words(b'expand 32-byte k') + words(key) + [counter] + words(nonce)
    s = start[:]
    for i in range(80):
        column = i % 8
        a = column % 4
        b, c, d = ((4 + a, 8 + a, 12 + a) if column < 4 else (4 + (a + 1) % 4, 8 + (a + 2) % 4, 12 + (a + 3) % 4))
        for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = s[x] + s[y] & 0xffffffff
            v = s[z] ^ s[x]
            s[z] = (v << bits | v >> 32 - bits) & 0xffffffff
    return b''.join((x + y & 0xffffffff).to_bytes(4, 'little') for x, y in zip(s, start))


def decrypt(key, nonce, sealed, aad):
    text, tag = sealed[:-16], sealed[-16:]
    one = block(key, 0, nonce)
    r, s = int.from_bytes(one[:16], 'little') & 0x0ffffffc0ffffffc0ffffffc0fffffff, int.from_bytes(one[16:32], 'little')
    pad = lambda data: data + bytes(-len(data) % 16)
    mac, total = pad(aad) + pad(text) + len(aad).to_bytes(8, 'little') + len(text).to_bytes(8, 'little'), 0
    for i in range(0, len(mac), 16):
        total = (total + int.from_bytes(mac[i:i + 16] + b'\x01', 'little')) * r % (2**130 - 5)
    if not hmac.compare_digest((total + s & 2**128 - 1).to_bytes(16, 'little'), tag):
        return None
    stream = b''.join(block(key, 1 + i, nonce) for i in range((len(text) + 63) // 64))
    return bytes(x ^ y for x, y in zip(text, stream))


# HPKE, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305
KEM, SUITE = b'KEM\x00\x20', b'HPKE\x00\x20\x00\x01\x00\x03'
extract = lambda suite, salt, label, key: hmac.new(salt or bytes(32), b'HPKE-v1' + suite + label + key, hashlib.sha256).digest()


def expand(suite, prk, label, info, length):
    info = length.to_bytes(2, 'big') + b'HPKE-v1' + suite + label + info
    return hmac.new(prk, info + b'\x01', hashlib.sha256).digest()[:length]


def hpke_open(private, sealed, info, aad):
    enc, public = sealed[:32], x25519(private, (9).to_bytes(32, 'little'))
    dh = x25519(private, enc)
    if dh == bytes(32):
        return None
    shared = expand(KEM, extract(KEM, b'', b'eae_prk', dh), b'shared_secret', enc + public, 32)
    context = b'\x00' + extract(SUITE, b'', b'psk_id_hash', b'') + extract(SUITE, b'', b'info_hash', info)
    secret = extract(SUITE, shared, b'secret', b'')
    key, nonce = expand(SUITE, secret, b'key', context, 32), expand(SUITE, secret, b'base_nonce', context, 12)
    return decrypt(key, nonce, sealed[32:], aad)


# RSASSA-PSS with SHA-384 and a salt of 48 bytes, exponent 65537, modulus of 3072 bits
def pss(modulus, message, signature):
    n, s = int.from_bytes(modulus, 'big'), int.from_bytes(signature, 'big')
    if len(modulus) != 384 or len(signature) != 384 or modulus[0] < 0x80 or s >= n:
        return False
    encoded = pow(s, 65537, n).to_bytes(384, 'big')
    block, digest = encoded[:335], encoded[335:383]
    if encoded[0] >= 0x80 or encoded[383] != 0xbc:
        return False
    mask = b''.join(hashlib.sha384(digest + i.to_bytes(4, 'big')).digest() for i in range(7))[:335]
    block = bytes([(block[0] ^ mask[0]) & 0x7f]) + bytes(a ^ b for a, b in zip(block[1:], mask[1:]))
    salt = block[-48:]
    if block[:-48] != bytes(286) + b'\x01':
        return False
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest() == digest


# Trees, shares, ballots
def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b'')
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b'\x01' + root(leaves[:k]) + root(leaves[k:]))


leaf = lambda data: sha256(b'\x00' + data)
canonical = lambda value: json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def share(text):
    alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    text = ''.join(c for c in text.upper() if c.isalnum()).replace('O', '0').replace('I', '1').replace('L', '1')
    number = 0
    for c in text:
        number = number * 32 + alphabet.index(c)
    data = number.to_bytes(40, 'big')
    if len(text) != 64 or sha256(data[:33])[:7] != data[33:]:
        raise ValueError('mistyped share')
    return data[:33]


def field(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1 ^ (0x11b if a & 0x80 else 0), b >> 1
    return product


def join(one, other):
    x, y = one[32], other[32]
    inverse = next(i for i in range(1, 256) if field(i, x ^ y) == 1)
    return bytes(field(a, field(y, inverse)) ^ field(b, field(x, inverse)) for a, b in zip(one[:32], other[:32]))


def judge(poll, style, group, marks):
    """Marks by place, then the two lists of nominations, the ballot's state, and whether nominations were void."""
    own, n = style['units'], len(poll['units'])
    grades, named = (marks[1:1 + n], marks[1 + n:]) if marks and len(marks) == 1 + 2 * n and marks[0] == 1 else (None, None)
    if grades is None or any(grades[i] or named[i] for i in range(n) if i not in own):
        return {i: 'void' for i in own}, [], [], 'void', False
    read = {**{i: str(i) for i in range(1, 6)}, 0: 'abstained', **({9: 'noOpinion'} if poll['noOpinion'] else {})}
    result = {i: read.get(grades[i], 'void') for i in own}
    if poll['uniform'] == 'void' and len(own) > 1 and len(set(result.values())) == 1 and result[own[0]] in '12345':
        return {i: 'void' for i in own}, [], [], 'void', False
    best, worst = [i for i in own if named[i] == 1], [i for i in own if named[i] == 2]
    over = any(named[i] > 2 for i in own)
    for chosen, limit in ((best, group['best']), (worst, group['worst'])):
        scopes = [poll['units'][i]['category'] if group['perCategory'] else '' for i in chosen]
        over = over or any(scopes.count(scope) > limit for scope in scopes)
    best, worst = ([], []) if over else (best, worst)
    blank = not over and not best and not worst and all(mark == 'abstained' for mark in result.values())
    return result, best, worst, 'blank' if blank else 'valid', over


def count(poll, opened):
    cells, groups = {}, {}
    for group in poll['groups']:
        groups[group['code']] = dict(group=group['code'], returned=0, valid=0, blank=0, void=0, nominating=0, nominationsVoid=0)
        for i in sorted({i for style in poll['styles'] if style['group'] == group['code'] for i in style['units']}):
            cells[group['code'], i] = dict(group=group['code'], unit=poll['units'][i]['id'], counts={c: 0 for c in '12345'},
                                           noOpinion=0, abstained=0, void=0, best=0, worst=0)
    for code, marks in opened:
        style = next(s for s in poll['styles'] if s['code'] == code)
        group = next(g for g in poll['groups'] if g['code'] == style['group'])
        result, best, worst, state, over = judge(poll, style, group, marks)
        summary = groups[group['code']]
        for key in ['returned', state] + ['nominationsVoid'] * over + ['nominating'] * bool(best or worst):
            summary[key] += 1
        for i, mark in result.items():
            cell = cells[group['code'], i]
            where, key = (cell['counts'], mark) if mark in cell['counts'] else (cell, mark)
            where[key] += 1
        for chosen, key in ((best, 'best'), (worst, 'worst')):
            for i in chosen:
                cells[group['code'], i][key] += 1
    return list(cells.values()), list(groups.values())


def check_sums(poll, filed, ballots, groups, expect):
    for group in groups:
        own = [s for s in poll['styles'] if s['group'] == group['code']]
        of = lambda i=None: sum(ballots.get(s['code'], 0) for s in own if i is None or i in s['units'])
        line = next((g for g in filed['groups'] if g['group'] == group['code']), None)
        expect(line and line['returned'] == of() == line['valid'] + line['blank'] + line['void'], 'wrong sums of group ' + group['code'])
        cells = [c for c in filed['cells'] if c['group'] == group['code']]
        places = {poll['units'][i]['id']: i for s in own for i in s['units']}
        expect(len(cells) == len(places), 'wrong units of group ' + group['code'])
        for c in cells:
            marks = sum(c['counts'].values()) + c['noOpinion'] + c['abstained'] + c['void']
            expect(c['unit'] in places and marks == of(places.get(c['unit'], -1)), 'wrong sum of a unit in group ' + group['code'])
            expect(line and c['best'] + c['worst'] <= line['nominating'], 'too many nominations in group ' + group['code'])


def check_paper(pack, paper, board, boxed, expect):
    poll, forms = pack['poll'], {}
    expect(paper['cycleId'] == poll['cycleId'] and paper['pollDigest'] == pack['pollDigest'], 'the forms on paper are of another poll')
    expect(not board or hashlib.sha256(canonical(paper)).hexdigest() == board['paper']['digest'], 'the board shows other forms on paper')
    for pile in paper['piles']:
        style, returned = pile['style'], pile['returned']
        at = 'the forms of style %s ' % style
        expect(style not in forms and any(s['code'] == style for s in poll['styles']), at + 'are of no style or stand twice')
        forms[style] = returned
        expect(pile['printed'] == pile['handedOut'] + pile['unused'] + pile['spoiled'], at + 'do not balance')
        expect(returned <= pile['handedOut'], at + 'are more than were handed out')
        expect(returned == 0 or returned >= 10 or pile['discarded'], at + 'are too few to be counted')
        due = [s['due'] for s in board['styles'] if s['code'] == style] if board else []
        expect(not due or boxed.get(style, 0) + returned <= due[0], at + 'and the ballots are more than the raters')
    groups = [g for g in poll['groups'] if any(s['group'] == g['code'] and s['code'] in forms for s in poll['styles'])]
    codes = [g['code'] for g in groups]
    expect(len(paper['groups']) == len(codes) and all(c['group'] in codes for c in paper['cells']), 'forms of a group that has none')
    check_sums(poll, paper, forms, groups, expect)


def verify(pack, board=None, tally=None, shares=(), paper=None):
    faults = []
    expect = lambda right, fault: right or faults.append(fault)
    poll, styles = pack['poll'], {style['code']: style for style in pack['poll']['styles']}
    expect(hashlib.sha256(canonical(poll)).hexdigest() == pack['pollDigest'], 'the rules have not the published digest')
    public = bytes.fromhex(poll['publicKey'])
    expect(hashlib.sha256(b'pingyi-ballot/1 key\n' + public).hexdigest()[:32] == poll['keyFingerprint'], 'the key has another fingerprint')
    cards = {}
    for code, hashes in pack['cards'].items():
        for card in hashes:
            expect(card not in cards, 'a card stands in the lists twice')
            cards[card] = code
        if code in styles and 'issuingKey' in styles[code]:
            expect(not hashes, 'printed cards in style %s, whose credentials are issued' % code)
            continue
        right = code in styles and len(hashes) == styles[code]['cards']
        expect(right and root([leaf(c) for c in sorted(map(bytes.fromhex, hashes))]).hex() == styles[code]['credentialsRoot'],
               'the cards of style %s have not the published root' % code)
    expect(set(styles) == set(pack['cards']), 'the lists of cards are not those of the styles')
    blind = {code: bytes.fromhex(style['issuingKey']) for code, style in styles.items() if 'issuingKey' in style}
    expect(len(blind) in (0, len(styles)) and bool(blind) == ('issuingDigest' in poll), 'issuing keys are missing')
    expect(set(pack.get('issued', {})) == set(blind), 'the lists of issued credentials are not those of the styles')
    for code in blind:
        answers = [base64.b64decode(text, validate=True) for text in pack.get('issued', {}).get(code, [])]
        right = len(set(answers)) == len(answers) == styles[code]['cards'] and all(len(answer) == 384 for answer in answers)
        expect(right and root([leaf(answer) for answer in sorted(answers)]).hex() == styles[code]['credentialsRoot'],
               'the credentials issued in style %s have not the published root' % code)
    void = set(pack['voidCards'])
    expect(len(void) == len(pack['voidCards']) and void <= set(cards), 'a voided card is unknown or stands twice')
    leaves, seen, boxed, counted, length = [], set(), {}, [], None
    for text in pack['ballots']:
        data = base64.b64decode(text, validate=True)
        length = length or len(data)
        cycle, style, key = data[4:20].hex(), data[20:28].rstrip(b'\0').decode('ascii', 'replace'), data[28:60]
        revision, card = int.from_bytes(data[60:62], 'big'), sha256(data[28:60]).hex()
        at = 'ballot %d: ' % len(leaves)
        expect(data[:4] == (b'PYB2' if blind else b'PYB1') and cycle == poll['cycleId'].replace('-', '') and len(data) == length, at + 'wrong form')
        expect(base64.b64encode(data).decode() == text, at + 'wrong base64')
        if blind:
            message = data[-480:-448] + b'pingyi-ballot/1 credential\n' + data[4:28] + key
            expect(style in blind and pss(blind[style], message, data[-448:-64]), at + 'no credential of this style')
        else:
            expect(cards.get(card) == style, at + 'no card of this style')
        expect(card not in seen, at + 'a second ballot of one card')
        expect(signed(key, b'pingyi-ballot/1 sign\n' + data[:-64], data[-64:]), at + 'wrong signature')
        expect(revision == 1 or (revision > 1 and poll['revisions']), at + 'a revision that is not allowed')
        seen.add(card)
        leaves.append(leaf(data))
        boxed[style] = boxed.get(style, 0) + 1
        if card not in void:
            counted.append((style, data))
    for code in blind:
        expect(boxed.get(code, 0) <= styles[code]['cards'], 'more ballots than credentials were issued in style ' + code)
    expect(all(a < b for a, b in zip(leaves, leaves[1:])), 'the ballots are not in the order of their leaves')
    expect(len(leaves) == pack['size'] and root(leaves).hex() == pack['root'], 'the ballots have not the root or the size that was sealed')
    by_style = {code: sum(1 for c, _ in counted if c == code) for code in styles}
    if board:
        expect(board['final'] and board['root'] == pack['root'] and board['size'] == pack['size'], 'the board shows another box')
        expect(board['leaves'] == [l.hex() for l in leaves], 'the board shows another list of ballots')
        expect(board['pollDigest'] == pack['pollDigest'], 'the board shows other rules')
        if blind:
            due = {style['code']: style['due'] for style in board['styles']}
            notice = ['pingyi-issuing/1', poll['cycleId'], poll['rollDigest'], poll['keyFingerprint']]
            notice += ['%s %d %s' % (s['code'], due.get(s['code'], 0), s['issuingKey']) for s in poll['styles'] if 'issuingKey' in s]
            noticed = hashlib.sha256(''.join(line + '\n' for line in notice).encode()).hexdigest()
            expect(noticed == poll['issuingDigest'] == board.get('issuingDigest'), 'the issuing keys are not those of the invitations')
        for style in board['styles']:
            same = styles.get(style['code'], {}).get('credentialsRoot') == style['credentialsRoot']
            expect(same and boxed.get(style['code'], 0) == style['boxed'], 'the board shows other cards or counts of style ' + style['code'])
            expect(style['handedOut'] is None or style['boxed'] <= style['handedOut'], 'more ballots than cards of style ' + style['code'])
            expect(by_style.get(style['code'], 0) <= style['due'], 'more ballots counted than raters of style ' + style['code'])
            own = sum(1 for card in void if cards.get(card) == style['code'])
            # Spare cards may be voided after the board was saved; once all of them are, a further one would take a ballot out
            settled = style['handedOut'] is not None and style['voided'] >= style['printed'] - style['handedOut']
            expect(own == style['voided'] or own > style['voided'] and not settled, 'the board shows other voided cards of style ' + style['code'])
    if paper:
        check_paper(pack, paper, board, by_style, expect)
    elif tally:
        expect(not board or not board.get('paper', {}).get('digest'), 'the board shows forms on paper that were not handed in')
    if tally:
        same = all(tally[k] == pack[k] for k in ('root', 'size', 'pollDigest')) and tally['cycleId'] == poll['cycleId']
        expect(same, 'the tally is of another box')
        check_sums(poll, tally, by_style, poll['groups'], expect)
        if len(shares) == 2 and not faults:
            private = join(*map(share, shares))
            if x25519(private, (9).to_bytes(32, 'little')) != public:
                return ['the shares do not open this key']
            end = -480 if blind else -64
            opened = [(s, hpke_open(private, d[62:end], b'pingyi-ballot/1 seal', d[:62])) for s, d in counted]
            cells, groups = count(poll, opened)
            expect(cells == tally['cells'] and groups == tally['groups'], 'the tally is not what the ballots say')
    return faults


def main(names):
    found, shares = {}, []
    for name in names:
        text = open(name, encoding='utf-8').read()
        try:
            value = json.loads(text)
            found[value.get('format', 'board')] = value
        except ValueError:
            shares.append(text.split('\n')[0])
    pack, tally = found['pingyi-ballots/1'], found.get('pingyi-tally/1')
    faults = verify(pack, found.get('board'), tally, shares, found.get('pingyi-paper/1'))
    for fault in faults:
        print('WRONG', fault)
    again = ', counted again' if tally and len(shares) == 2 else ''
    print('%d ballots, root %s: %s' % (pack['size'], pack['root'], 'NOT VERIFIED' if faults else 'verified' + again))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
