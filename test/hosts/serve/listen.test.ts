/** The sockets: UDP and TCP on loopback, and clients that are slow, greedy or rude. */
import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { listen, usualLimits, type Listening, type Respond, type TcpLimits } from "../../../src/hosts/serve/listen.ts";
import { framed, overTcp, overUdp } from "./exchange.ts";

/** Says what it is told, with the transport in front. */
const echo: Respond = (message, transport) => Buffer.concat([Buffer.from(`${transport} `), message]);

let open: Listening[] = [];
let clients: Socket[] = [];
afterEach(async () => {
  for (const one of clients) one.destroy();
  await Promise.all(open.map(one => one.close()));
  [open, clients] = [[], []];
});

async function start(respond: Respond = echo, limits: TcpLimits = usualLimits): Promise<number> {
  const server = await listen(0, respond, limits);
  open.push(server);
  return server.port;
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  clients.push(socket);
  await new Promise(done => socket.once("connect", done));
  return socket;
}

const closed = (socket: Socket): Promise<void> =>
  socket.closed ? Promise.resolve() : new Promise(done => socket.once("close", () => done()));
const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds));

describe("UDP and TCP on one port", () => {
  test("both answer", async () => {
    const port = await start();
    expect(String(await overUdp(port, Buffer.from("hello")))).toBe("udp hello");
    expect((await overTcp(port, [Buffer.from("hello")])).map(String)).toEqual(["tcp hello"]);
  });

  test("on ::1 too where there is one", async () => {
    const port = await start();
    const addresses = open[0]?.addresses ?? [];
    expect(addresses[0]).toBe(`127.0.0.1:${port}`);
    if (addresses.length === 1) return;
    expect(addresses).toEqual([`127.0.0.1:${port}`, `[::1]:${port}`]);
    const socket = createSocket("udp6");
    const answer = new Promise(done => socket.once("message", done));
    socket.send("six", port, "::1");
    expect(String(await answer)).toBe("udp six");
    socket.close();
  });

  test("a port that is taken is an error, and leaves nothing open", async () => {
    const port = await start();
    await expect(listen(port, echo)).rejects.toMatchObject({ code: "EADDRINUSE" });
    await open.pop()?.close();
    await expect(start()).resolves.toBeGreaterThan(0);
    const again = await listen(port, echo);
    await again.close();
  });

  test("where nothing is to be said, nothing is sent, and the next is answered", async () => {
    const port = await start(message => (message.length === 0 ? undefined : echo(message, "tcp")));
    expect((await overTcp(port, [Buffer.from("a")])).map(String)).toEqual(["tcp a"]);
    const socket = await client(port);
    const answer = new Promise(done => socket.once("data", done));
    socket.write(Buffer.concat([framed(Buffer.alloc(0)), framed(Buffer.from("b"))]));
    expect(String(await answer)).toBe("\0\x05tcp b");
  });
});

describe("TCP clients", () => {
  test("many questions at once are answered in order", async () => {
    const port = await start();
    const asked = Array.from({ length: 500 }, (_, n) => `question ${n}`);
    const answers = await overTcp(
      port,
      asked.map(text => Buffer.from(text)),
    );
    expect(answers.map(String)).toEqual(asked.map(text => `tcp ${text}`));
  });

  test("questions come in segments of one octet", async () => {
    const port = await start();
    const socket = await client(port);
    socket.setNoDelay(true);
    let heard = "";
    socket.on("data", chunk => (heard += String(chunk)));
    for (const octet of Buffer.concat([framed(Buffer.from("first")), framed(Buffer.from("second"))])) {
      socket.write(Uint8Array.of(octet));
      await pause(1);
    }
    while (!heard.endsWith("tcp second")) await pause(5);
    expect(heard).toBe("\0\x09tcp first\0\x0atcp second");
  });

  test("one that sends an octet now and then is cut off", async () => {
    const port = await start(echo, { ...usualLimits, idle: 300 });
    const socket = await client(port);
    const started = performance.now();
    const dripping = setInterval(() => socket.write("x"), 40);
    await closed(socket);
    clearInterval(dripping);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("one that goes on asking is not", async () => {
    const port = await start(echo, { ...usualLimits, idle: 400 });
    const socket = await client(port);
    let answers = 0;
    socket.on("data", () => answers++);
    for (let n = 0; n < 8; n++) {
      socket.write(framed(Buffer.from("x")));
      await pause(100);
    }
    expect([answers, socket.closed]).toEqual([8, false]);
  });

  test("one that asks and never reads is not answered without end", async () => {
    let answered = 0;
    const big = Buffer.alloc(60_000);
    const port = await start(
      () => {
        answered++;
        return big;
      },
      { ...usualLimits, idle: 500, unread: 200_000 },
    );
    const socket = await client(port);
    socket.pause();
    // All in one segment or two: 600 MB of answers, were they all made.
    socket.write(Buffer.concat(Array.from({ length: 10_000 }, () => framed(Buffer.from("x")))));
    // Longer than the client may idle: by now it is cut off.
    await pause(1000);
    expect(answered).toBeLessThan(500);
    const before = answered;
    socket.resume();
    await closed(socket);
    expect(answered).toBe(before);
  });

  test("one that reads late has all of it", async () => {
    const big = Buffer.alloc(60_000);
    const port = await start(() => big, { ...usualLimits, unread: 200_000 });
    const socket = await client(port);
    socket.pause();
    socket.write(Buffer.concat(Array.from({ length: 300 }, () => framed(Buffer.from("x")))));
    await pause(200);
    let octets = 0;
    await new Promise<void>(done => {
      socket.on("data", chunk => {
        octets += chunk.length;
        if (octets >= 300 * 60_002) done();
      });
      socket.resume();
    });
    expect(octets).toBe(300 * 60_002);
  });

  test("one too many is turned away, and has its turn when another has gone", async () => {
    const port = await start(echo, { ...usualLimits, connections: 3 });
    const held = [await client(port), await client(port), await client(port)];
    await closed(await client(port));
    held[0]?.destroy();
    await pause(50);
    expect((await overTcp(port, [Buffer.from("x")])).map(String)).toEqual(["tcp x"]);
  });

  test("one that breaks off in the middle of a question does no harm", async () => {
    const port = await start();
    const socket = await client(port);
    socket.write(Buffer.from([0, 200, 1, 2, 3]));
    socket.resetAndDestroy();
    await pause(20);
    expect((await overTcp(port, [Buffer.from("x")])).map(String)).toEqual(["tcp x"]);
  });

  test("closing ends them all at once", async () => {
    const port = await start();
    const held = [await client(port), await client(port)];
    await open.pop()?.close();
    await Promise.all(held.map(closed));
    const late = connect(port, "127.0.0.1");
    await expect(new Promise((_, reject) => late.once("error", reject))).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });
});
