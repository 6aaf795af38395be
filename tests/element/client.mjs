// Somebody's Element without its windows: matrix-js-sdk and its Rust cryptography.
//
// Each line of standard input is a command, `{"do": "judges", "person": "@bot:hs"}`; each is
// answered by one line of standard output, `{"told": …}` or `{"failed": "why"}`. All else that
// there is to say goes to standard error. Keys are in memory: who comes back is a new device.

import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

console.log = console.info = console.debug = console.warn = console.error;

// The library is made for Node 22; older ones lack this much of what it uses.
globalThis.crypto ??= webcrypto;
Promise.withResolvers ??= () => {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
};

const { UserId } = await import("@matrix-org/matrix-sdk-crypto-wasm");
const { createClient, MatrixEvent, SyncState, ClientEvent } = await import("matrix-js-sdk");
const { EventShieldColour, EventShieldReason, OnlySignedDevicesIsolationMode } = await import(
    "matrix-js-sdk/lib/crypto-api/index.js"
);

const PATIENCE = 20_000;

let client;
let crypto;

const commands = {
    // Log in, with a new device that is signed by a new identity, and sync from now on.
    async enters({ url, user, password }) {
        const auth = {
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            user,
            password,
        };
        const login = await createClient({ baseUrl: url }).loginRequest(auth);
        client = createClient({
            baseUrl: url,
            userId: login.user_id,
            deviceId: login.device_id,
            accessToken: login.access_token,
        });
        await client.initRustCrypto({ useIndexedDB: false });
        crypto = client.getCrypto();
        await crypto.bootstrapCrossSigning({
            setupNewCrossSigning: true,
            authUploadDeviceSigningKeys: (upload) => upload(auth),
        });
        const inSync = new Promise((resolve) => {
            client.on(ClientEvent.Sync, (state) => state === SyncState.Syncing && resolve());
        });
        await client.startClient({ initialSyncLimit: 50 });
        await inSync;
        return { device: login.device_id, version: crypto.getVersion() };
    },

    // From now on, give no keys to devices that no identity signed, and read nothing of theirs.
    async refuses_unsigned_devices() {
        crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    },

    // Send an event, encrypted where the room is.
    async sends({ room, kind, content }) {
        await knows(room);
        return (await client.sendEvent(room, kind, content)).event_id;
    },

    // Open events as the homeserver gives them, and say what Element would show beside each.
    async opens({ room, events }) {
        return Promise.all(events.map((event) => opened({ ...event, room_id: room })));
    },

    // Ask for somebody's keys, and say which of them one would trust.
    async judges({ person }) {
        await queryKeys(person);
        const devices = (await crypto.getUserDeviceInfo([person], true)).get(person) ?? new Map();
        const keys = await crypto.getUserCrossSigningKeys(person);
        const status = await crypto.getUserVerificationStatus(person);
        return {
            master: Object.values(keys?.master_key.keys ?? {})[0] ?? "",
            verified: status.isCrossSigningVerified(),
            devices: Object.fromEntries(
                await Promise.all([...devices.keys()].map((id) => device(person, id))),
            ),
        };
    },

    // Sign somebody's identity, as one does after having compared emojis.
    async trusts({ person }) {
        await queryKeys(person);
        const identity = await crypto.getOlmMachineOrThrow().getIdentity(new UserId(person));
        if (!identity) throw new Error(`${person} has no identity`);
        await crypto.outgoingRequestProcessor.makeOutgoingRequest(await identity.verify());
    },
};

async function device(person, id) {
    const status = await crypto.getDeviceVerificationStatus(person, id);
    return [id, { signed_by_owner: status.signedByOwner, verified: status.crossSigningVerified }];
}

async function opened(raw) {
    const event = new MatrixEvent(raw);
    if (!event.isEncrypted() || event.isRedacted()) return raw;
    await client.decryptEventIfNeeded(event);
    if (event.isDecryptionFailure()) return { ...raw, failure: event.decryptionFailureReason };
    const shown = await crypto.getEncryptionInfoForEvent(event);
    return {
        ...raw,
        type: event.getType(),
        content: event.getContent(),
        encrypted: true,
        shield: EventShieldColour[shown.shieldColour],
        reason: EventShieldReason[shown.shieldReason] ?? "",
    };
}

async function queryKeys(person) {
    const query = crypto.getOlmMachineOrThrow().queryKeysForUsers([new UserId(person)]);
    await crypto.outgoingRequestProcessor.makeOutgoingRequest(query);
}

// Wait for a sync to bring all of a room: until its encryption is known, one writes in clear there.
async function knows(room) {
    const encryption = client.getStateEvent(room, "m.room.encryption", "");
    const encrypted = await encryption.then(Boolean, (error) => {
        if (error.httpStatus !== 404) throw error;
        return false;
    });
    await until(async () => {
        const known = client.getRoom(room);
        if (known?.getMyMembership() !== "join") return false;
        if (!encrypted) return true;
        return known.hasEncryptionStateEvent() && crypto.isEncryptionEnabledInRoom(room);
    }, `${room} is not in sync`);
}

async function until(condition, otherwise) {
    const end = Date.now() + PATIENCE;
    while (!(await condition())) {
        if (Date.now() > end) throw new Error(otherwise);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...given } = JSON.parse(line);
    let answer;
    try {
        answer = { told: (await commands[name](given)) ?? null };
    } catch (error) {
        console.error(error);
        answer = { failed: String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
