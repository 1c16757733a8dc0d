package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathNameCodec;
import dev.tokenflow.protocol.event.SequenceWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The saved form of a {@link ShardState}: a version, then varints. What follows from the rest (sums, orders) is left
 * out and made anew.
 */
public final class ShardCodec {
    /** Version written, and the only one that can be read: no release had those before it. */
    public static final int VERSION = 5;

    private ShardCodec() {}

    public static byte[] encode(ShardState shard) {
        PackedOutput out = new PackedOutput(256 + 48 * shard.openSockets);
        out.putByte(VERSION).putText(shard.shard).putText(shard.site).putText(shard.tenant);
        SequenceWindow sequences = shard.sequences;
        out.putLong(sequences.epoch()).putLong(sequences.newest()).putLong(sequences.seen());
        out.putLong(shard.newestMs).putLong(shard.closedMs).putLong(shard.timerMs);
        out.putLong(shard.toldNs).putLong(shard.offsetNs);
        shard.clock().save(out);
        out.putVarint(shard.paths.size());
        shard.paths.forEach(path -> {
            PathNameCodec.write(out, path.name);
            path.save(out);
        });
        out.putVarint(shard.openSockets);
        for (Socket socket = shard.oldest; socket != null; socket = socket.newer) {
            writeSocket(out, socket);
        }
        out.putVarint(shard.open.size());
        shard.open.values().forEach(openPane -> writePane(out, openPane));
        out.putLong(shard.heardMs());
        out.putVarint(shard.summaries.size());
        shard.summaries.forEach((endMs, panes) -> {
            out.putLong(endMs);
            writePanes(out, panes);
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static ShardState decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        int version = in.requireVersion(VERSION);
        if (version != VERSION) {
            throw new IllegalArgumentException("the saved shard has version " + version
                    + ", this program reads version " + VERSION + ": start without it");
        }
        ShardState shard = new ShardState(in.readText(), in.readText(), in.readText());
        shard.sequences = new SequenceWindow(in.readLong(), in.readLong(), in.readLong());
        shard.newestMs = in.readLong();
        shard.closedMs = in.readLong();
        shard.timerMs = in.readLong();
        shard.toldNs = in.readLong();
        shard.offsetNs = in.readLong();
        shard.clock(ShardClock.load(in));
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in, shard.tenant);
            PathGauges known = shard.paths.get(name);
            (known == null ? shard.add(name) : known).load(in);
        }
        for (int left = in.readInt(); left > 0; left--) {
            readSocket(in, shard);
        }
        shard.listUnsaid();
        listAcked(shard);
        for (int left = in.readInt(); left > 0; left--) {
            OpenPane openPane = readPane(in, shard);
            shard.open.put(openPane.endMs, openPane);
        }
        shard.heard(in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            readSummaries(in, shard);
        }
        return shard;
    }

    private static void writeSocket(PackedOutput out, Socket socket) {
        out.putLong(socket.cookie);
        out.putLong(socket.client.name.hi()).putLong(socket.client.name.lo());
        out.putLong(socket.eventEndMs).putLong(socket.ackedEndMs);
        out.putVarint(socket.unsentBytes).putVarint(socket.inFlight).putByte(socket.active ? 1 : 0);
    }

    private static void readSocket(PackedInput in, ShardState shard) {
        long cookie = in.readLong();
        Socket socket = new Socket(cookie, shard.client(in.readLong(), in.readLong()));
        socket.open = true;
        shard.openSockets++;
        socket.eventEndMs = in.readLong();
        socket.ackedEndMs = in.readLong();
        socket.unsentBytes = in.readVarint();
        socket.inFlight = in.readVarint();
        socket.active = in.readByte() != 0;
        shard.sockets.put(socket);
        shard.touch(socket);
        for (PathGauges path = socket.client; path != null; path = path.parent) {
            shard.change(path, socket.active ? 1 : 0, 1, socket.unsentBytes, socket.inFlight);
        }
    }

    private static void listAcked(ShardState shard) {
        TreeMap<Long, ShardState.Acked> byPane = new TreeMap<>();
        for (Socket socket = shard.oldest; socket != null; socket = socket.newer) {
            if (socket.active && socket.ackedEndMs != PaneTimes.NEVER) {
                byPane.computeIfAbsent(socket.ackedEndMs, end -> new ShardState.Acked(end, new ArrayList<>()))
                        .sockets()
                        .add(socket);
            }
        }
        shard.acked.addAll(byPane.values());
    }

    private static void writePane(PackedOutput out, OpenPane openPane) {
        out.putLong(openPane.endMs);
        writePanes(out, openPane.clients);
        out.putVarint(openPane.sockets.size());
        for (SocketUpdate update : openPane.sockets) {
            out.putLong(update.socket.cookie);
            PathNameCodec.write(out, update.socket.client.name);
            out.putLong(update.newestNs).putVarint(update.kind).putByte(update.acked ? 1 : 0);
            out.putVarint(update.unsentBytes).putVarint(update.inFlight);
        }
    }

    private static void writePanes(PackedOutput out, List<PaneAccumulator> panes) {
        out.putVarint(panes.size());
        for (PaneAccumulator pane : panes) {
            PathNameCodec.write(out, pane.path.name);
            pane.save(out);
        }
    }

    private static void readSummaries(PackedInput in, ShardState shard) {
        long endMs = in.readLong();
        List<PaneAccumulator> panes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in, shard.tenant);
            PathGauges known = shard.paths.get(name);
            (known == null ? shard.add(name) : known).pane(endMs, panes).load(in);
        }
        shard.summaries.put(endMs, panes);
    }

    private static OpenPane readPane(PackedInput in, ShardState shard) {
        OpenPane openPane = new OpenPane(in.readLong(), 0, 0);
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in, shard.tenant);
            shard.client(name.hi(), name.lo())
                    .pane(openPane.endMs, openPane.clients)
                    .load(in);
        }
        for (int left = in.readInt(); left > 0; left--) {
            long cookie = in.readLong();
            PathName name = PathNameCodec.read(in, shard.tenant);
            Socket socket = shard.sockets.get(cookie);
            if (socket == null) {
                socket = new Socket(cookie, shard.client(name.hi(), name.lo()));
                shard.sockets.put(socket);
            }
            SocketUpdate update = socket.update(openPane);
            update.newestNs = in.readLong();
            update.kind = in.readInt();
            update.acked = in.readByte() != 0;
            update.unsentBytes = in.readVarint();
            update.inFlight = in.readVarint();
        }
        return openPane;
    }
}
