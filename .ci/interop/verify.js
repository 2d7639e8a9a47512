// Verifies what verify.py has found with cose-js and cosette, and reads Base45 with MOSIP's pixelpass: verify.js PUBLIC.pem FOUND.json, run in
// the folder that they are installed in.
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const assert = require('assert')
const load = (name) => require(path.join(process.cwd(), 'node_modules', name))

async function main () {
  const jwk = crypto.createPublicKey(fs.readFileSync(process.argv[2])).export({ format: 'jwk' })
  const found = JSON.parse(fs.readFileSync(process.argv[3]))
  const cose = load('cose-js')
  const cosette = load('cosette')
  const { decode } = load('@mosip/pixelpass')

  const raw = { key: { x: Buffer.from(jwk.x, 'base64url'), y: Buffer.from(jwk.y, 'base64url') } }
  // cosette takes keys of its own webcrypto alone.
  const imported = await cosette.sign.webcrypto.subtle.importKey('jwk', { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
    { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])

  const refuses = async (what, verify) => {
    await assert.rejects(verify, undefined, what + ': an altered message verifies')
  }
  for (const f of found) {
    // Neither library knows the tag of CWTs.
    const message = Buffer.from(f.cose.replace(/^d83d/, ''), 'hex')
    const altered = Buffer.from(message)
    altered[altered.length - 70] ^= 1 // the last of the payload

    const payload = await cose.sign.verify(message, raw)
    await refuses(f.name + ', cose-js', () => cose.sign.verify(altered, raw))
    const same = await cosette.sign.verify(message, async () => ({ key: imported }))
    assert.deepStrictEqual(Buffer.from(same), Buffer.from(payload))
    await refuses(f.name + ', cosette', () => cosette.sign.verify(altered, async () => ({ key: imported })))
    const libraries = ['cose-js', 'cosette']

    if (!f.text.startsWith('HTTPS://')) {
      const json = decode(f.text)
      assert(json.startsWith('{'), f.name + ': pixelpass reads no CBOR')
      const bytes = Buffer.from(payload)
      assert(json.includes(JSON.stringify(bytes).slice(1, -1)) || json.includes([...bytes].join(',')),
        f.name + ': pixelpass reads something else: ' + json.slice(0, 200))
      libraries.push('pixelpass')
    }
    console.log(`ok: ${f.name}, ${f.surname}: ${libraries.join(', ')}`)
  }
}

main().catch((err) => { console.error(err); process.exit(1) })
