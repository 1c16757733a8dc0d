"""A TCP client in user space, behind a TUN device of its own, that acknowledges every segment late.

Linux never does so on a short path: it caps the delay at the path's own round trip, or 40 ms. Other systems wait 200 ms.

usage: late_ack_peer.py DEVICE LOCAL REMOTE PORT DELAY_MS
"""
import fcntl
import heapq
import os
import select
import socket
import struct
import sys
import time

SYN, ACK, FIN = 2, 16, 1
TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001
CLIENT_PORT, WINDOW, SACK_PERMITTED, TIMESTAMPS = 40000, 65535, 4, 8

device, local, remote, port, delay = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]) / 1e3
local, remote = socket.inet_aton(local), socket.inet_aton(remote)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(seq, ack, flags, echo):
    now = int(time.monotonic() * 1e3) & 0xFFFFFFFF
    head = (SACK_PERMITTED, 2) if flags & SYN else (1, 1)
    options = struct.pack("!BBBBII", *head, TIMESTAMPS, 10, now, echo)
    tcp = struct.pack("!HHIIBBHHH", CLIENT_PORT, port, seq, ack, 8 << 4, flags, WINDOW, 0, 0) + options
    pseudo = local + remote + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, socket.IPPROTO_TCP, 0, local, remote)
    return ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:] + tcp


def timestamp(options):
    at = 0
    while at < len(options) and options[at] != 0:
        if options[at] == TIMESTAMPS:
            return struct.unpack("!I", options[at + 2 : at + 6])[0]
        at += 1 if options[at] == 1 else options[at + 1]
    return 0


tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN_NO_PI))
print("ready", flush=True)
sys.stdin.readline()  # the device has its address now

mine, late = 1000, []
os.write(tun, packet(mine, 0, SYN, 0))
mine += 1
while True:
    wait = max(0, late[0][0] - time.monotonic()) if late else None
    readable, _, _ = select.select([tun, sys.stdin], [], [], wait)
    if sys.stdin in readable and not sys.stdin.readline():
        break
    while late and late[0][0] <= time.monotonic():
        _, acknowledged, echo = heapq.heappop(late)
        os.write(tun, packet(mine, acknowledged, ACK, echo))
    if tun not in readable:
        continue
    data = os.read(tun, 65536)
    if data[0] >> 4 != 4 or data[9] != socket.IPPROTO_TCP:
        continue
    header = (data[0] & 15) * 4
    seq, flags = struct.unpack("!I", data[header + 4 : header + 8])[0], data[header + 13]
    echo = timestamp(data[header + 20 : header + (data[header + 12] >> 4) * 4])
    payload = struct.unpack("!H", data[2:4])[0] - header - (data[header + 12] >> 4) * 4
    if flags & SYN:
        os.write(tun, packet(mine, seq + 1, ACK, echo))
        print("connected", flush=True)
    elif payload > 0 or flags & FIN:
        heapq.heappush(late, (time.monotonic() + delay, seq + payload + (1 if flags & FIN else 0), echo))
