package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.SequenceWindow;
import dev.tokenflow.core.pacing.Scope;
import java.util.ArrayList;
import java.util.TreeMap;

/** The saved form of a {@link SourceState}: a version, then varints. What follows from the rest (sums, orders) is left out and made anew. */
public final class SourceCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 1;

    private SourceCodec() {}

    public static byte[] encode(SourceState source) {
        PackedOutput out = new PackedOutput(256 + 48 * source.sockets.size());
        out.putByte(VERSION).putText(source.source).putText(source.site);
        SequenceWindow sequences = source.sequences;
        out.putLong(sequences.epoch()).putLong(sequences.newest()).putLong(sequences.seen());
        out.putLong(source.newestMs).putLong(source.closedMs).putLong(source.timerMs);
        out.putVarint(source.paths.size());
        source.paths.forEach(path -> {
            writeName(out, path.name);
            path.save(out);
        });
        out.putVarint(source.sockets.size());
        for (Socket socket = source.oldest; socket != null; socket = socket.newer) {
            writeSocket(out, socket);
        }
        out.putVarint(source.open.size());
        source.open.values().forEach(slot -> writeSlot(out, slot));
        return out.toBytes();
    }

    /**
     * @throws IllegalArgumentException when a newer version wrote the bytes
     */
    public static SourceState decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        requireKnown(in.readByte(), VERSION);
        SourceState source = new SourceState(in.readText(), in.readText());
        source.sequences = new SequenceWindow(in.readLong(), in.readLong(), in.readLong());
        source.newestMs = in.readLong();
        source.closedMs = in.readLong();
        source.timerMs = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            source.paths.put(PathGauges.load(readName(in), in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            readSocket(in, source);
        }
        source.changed.forEach(path -> path.listed = false);
        source.changed.clear(); // all of it was told before it was saved
        listAcked(source);
        for (int left = in.readInt(); left > 0; left--) {
            OpenPane slot = readSlot(in);
            source.open.put(slot.endMs, slot);
        }
        return source;
    }

    static void requireKnown(int version, int newest) {
        if (version < 1 || version > newest) {
            throw new IllegalArgumentException(
                    "the saved state has version " + version + ", this program reads 1 to " + newest);
        }
    }

    static void writeName(PackedOutput out, PathName name) {
        out.putByte(name.scope() == Scope.CLIENT ? 1 : name.scope() == Scope.PREFIX ? 2 : 3);
        if (name.scope() == Scope.SITE) {
            out.putText(name.text());
        } else {
            out.putLong(name.hi()).putLong(name.lo());
        }
    }

    static PathName readName(PackedInput in) {
        return switch (in.readByte()) {
            case 1 -> PathName.client(in.readLong(), in.readLong());
            case 2 -> new PathName(Scope.PREFIX, in.readLong(), in.readLong(), "");
            default -> PathName.site(in.readText());
        };
    }

    private static void writeSocket(PackedOutput out, Socket socket) {
        out.putLong(socket.cookie);
        out.putLong(socket.client.name.hi()).putLong(socket.client.name.lo());
        out.putLong(socket.eventEndMs).putLong(socket.ackedEndMs);
        out.putVarint(socket.unsentBytes).putVarint(socket.inFlight).putByte(socket.active ? 1 : 0);
    }

    private static void readSocket(PackedInput in, SourceState source) {
        long cookie = in.readLong();
        Socket socket = new Socket(cookie, source.client(PathName.client(in.readLong(), in.readLong())));
        socket.eventEndMs = in.readLong();
        socket.ackedEndMs = in.readLong();
        socket.unsentBytes = in.readVarint();
        socket.inFlight = in.readVarint();
        socket.active = in.readByte() != 0;
        source.sockets.put(socket);
        source.touch(socket);
        for (PathGauges path = socket.client; path != null; path = path.parent) {
            source.change(path, socket.active ? 1 : 0, 1, socket.unsentBytes, socket.inFlight);
        }
    }

    private static void listAcked(SourceState source) {
        TreeMap<Long, SourceState.Acked> bySlot = new TreeMap<>();
        for (Socket socket = source.oldest; socket != null; socket = socket.newer) {
            if (socket.active && socket.ackedEndMs != PathWindow.NEVER) {
                bySlot.computeIfAbsent(socket.ackedEndMs, end -> new SourceState.Acked(end, new ArrayList<>()))
                        .sockets()
                        .add(socket);
            }
        }
        source.acked.addAll(bySlot.values());
    }

    private static void writeSlot(PackedOutput out, OpenPane slot) {
        out.putLong(slot.endMs).putVarint(slot.clients.size());
        slot.clients.forEach(client -> {
            writeName(out, client.name);
            client.save(out);
        });
        out.putVarint(slot.sockets.size());
        slot.sockets.forEach(socket -> {
            out.putLong(socket.cookie);
            writeName(out, socket.client.name);
            out.putLong(socket.newestNs).putVarint(socket.kind).putByte(socket.acked ? 1 : 0);
            out.putVarint(socket.unsentBytes).putVarint(socket.inFlight);
        });
    }

    private static OpenPane readSlot(PackedInput in) {
        OpenPane slot = new OpenPane(in.readLong(), 0, 0);
        for (int left = in.readInt(); left > 0; left--) {
            slot.clients.put(PaneAccumulator.load(readName(in), in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            long cookie = in.readLong();
            PathName name = readName(in);
            PaneAccumulator client = slot.clients.get(name);
            if (client == null) {
                throw new IllegalArgumentException(
                        "the saved state has a socket of " + name.key() + " without its client");
            }
            SocketUpdate socket = new SocketUpdate(cookie, client);
            socket.newestNs = in.readLong();
            socket.kind = in.readInt();
            socket.acked = in.readByte() != 0;
            socket.unsentBytes = in.readVarint();
            socket.inFlight = in.readVarint();
            slot.sockets.put(socket);
        }
        return slot;
    }
}
