// A stand-in for the province's identity service (省统一身份认证): the OpenID-certified oidc-provider as a process of its
// own, with a page on which one says who of people.json one is. No password: it knows invented people only.
//
// usage: node provider.mjs --port 8400 --client yimen --secret SECRET --public http://127.0.0.1:8000
//
// --public is where the system under test is reached: the browser may come back only to /portal/identity/back/ there.
// It prints one line with its address once it answers (--port 0 takes a free one).

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import Provider from "oidc-provider";

const { values: given } = parseArgs({
  options: {
    port: { type: "string", default: "8400" },
    client: { type: "string", default: "yimen" },
    secret: { type: "string", default: "" },
    public: { type: "string", default: "http://127.0.0.1:8000" },
  },
});
const people = JSON.parse(readFileSync(new URL("people.json", import.meta.url), "utf8"));
const PERSON = ["name", "id_number", "legal_code", "legal_name"];
const SCOPE = "openid profile";

const server = createServer();
server.listen(Number(given.port), "127.0.0.1", () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(address, configuration());
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const asked = /^\/who\/([^/?]+)$/.exec(request.url);
    return asked ? who(provider, request, response) : answer(request, response);
  });
  console.log(address);
});

function configuration() {
  return {
    jwks: { keys: [newKey()] },
    clients: [
      {
        client_id: given.client,
        client_secret: given.secret,
        redirect_uris: [`${given.public}/portal/identity/back/`],
        post_logout_redirect_uris: [`${given.public}/portal/230522000000/`],
      },
    ],
    claims: { openid: ["sub"], acr: null, profile: PERSON },
    acrValues: ["level1", "level2"],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/who/${interaction.uid}` },
    cookies: { keys: [given.secret || "stand-in"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person(id), sub: id }) }),
    loadExistingGrant: granted,
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 300, IdToken: 300 },
  };
}

// Each start has a key of its own, so that whoever kept the former one has to fetch it again.
function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomUUID() };
}

function person(id) {
  return people.find((each) => each.sub === id);
}

// Whoever says who he is agrees: the stand-in asks nothing else.
async function granted(context) {
  const { provider, client, session } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

async function who(provider, request, response) {
  if (request.method !== "POST") {
    return page(response, people.map((each) => button(each.sub, `${each.name}（${each.note}）`)).join("\n"));
  }
  const chosen = new URLSearchParams(await body(request)).get("sub");
  const known = person(chosen);
  const result = known
    ? { login: { accountId: chosen, acr: known.level } }
    : { error: "access_denied", error_description: "nobody was chosen" };
  return provider.interactionFinished(request, response, result);
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function button(sub, words) {
  return `<p><button name="sub" value="${sub}">${words}</button></p>`;
}

function page(response, buttons) {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="zh-CN"><title>省统一身份认证（替身）</title>
<h1>省统一身份认证（替身）</h1><p>这里没有密码，人都是虚构的。请选择以谁的身份登录：</p>
<form method="post">${buttons}${button("", "不同意登录")}</form></html>`);
}
