package dev.tokenflow.core.source;

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
 * The saved form of a {@link SourceState}: a version, then varints. What follows from the rest (sums, orders) is left
 * out and made anew.
 */
public final class SourceCodec {
    /**
     * Version written; all from 1 on can be read. Version 2 added what is known of the clock, version 3 the summaries
     * that are not finished, and when it was heard last.
     */
    public static final int VERSION = 3;

    private SourceCodec() {}

    public static byte[] encode(SourceState source) {
        PackedOutput out = new PackedOutput(256 + 48 * source.openSockets);
        out.putByte(VERSION).putText(source.source).putText(source.site);
        SequenceWindow sequences = source.sequences;
        out.putLong(sequences.epoch()).putLong(sequences.newest()).putLong(sequences.seen());
        out.putLong(source.newestMs).putLong(source.closedMs).putLong(source.timerMs);
        out.putLong(source.toldNs).putLong(source.offsetNs);
        source.clock().save(out);
        out.putVarint(source.paths.size());
        source.paths.forEach(path -> {
            PathNameCodec.write(out, path.name);
            path.save(out);
        });
        out.putVarint(source.openSockets);
        for (Socket socket = source.oldest; socket != null; socket = socket.newer) {
            writeSocket(out, socket);
        }
        out.putVarint(source.open.size());
        source.open.values().forEach(openPane -> writePane(out, openPane));
        out.putLong(source.heardMs());
        out.putVarint(source.summaries.size());
        source.summaries.forEach((endMs, panes) -> {
            out.putLong(endMs);
            writePanes(out, panes);
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static SourceState decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        int version = in.requireVersion(VERSION);
        SourceState source = new SourceState(in.readText(), in.readText());
        source.sequences = new SequenceWindow(in.readLong(), in.readLong(), in.readLong());
        source.newestMs = in.readLong();
        source.closedMs = in.readLong();
        source.timerMs = in.readLong();
        if (version > 1) {
            source.toldNs = in.readLong();
            source.offsetNs = in.readLong();
            source.clock(SourceClock.load(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in);
            PathGauges known = source.paths.get(name);
            (known == null ? source.add(name) : known).load(in);
        }
        for (int left = in.readInt(); left > 0; left--) {
            readSocket(in, source);
        }
        source.listUnsaid();
        listAcked(source);
        for (int left = in.readInt(); left > 0; left--) {
            OpenPane openPane = readPane(in, source);
            source.open.put(openPane.endMs, openPane);
        }
        if (version > 2) {
            source.heard(in.readLong());
        }
        for (int left = version > 2 ? in.readInt() : 0; left > 0; left--) {
            readSummaries(in, source);
        }
        return source;
    }

    private static void writeSocket(PackedOutput out, Socket socket) {
        out.putLong(socket.cookie);
        out.putLong(socket.client.name.hi()).putLong(socket.client.name.lo());
        out.putLong(socket.eventEndMs).putLong(socket.ackedEndMs);
        out.putVarint(socket.unsentBytes).putVarint(socket.inFlight).putByte(socket.active ? 1 : 0);
    }

    private static void readSocket(PackedInput in, SourceState source) {
        long cookie = in.readLong();
        Socket socket = new Socket(cookie, source.client(in.readLong(), in.readLong()));
        socket.open = true;
        source.openSockets++;
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
        TreeMap<Long, SourceState.Acked> byPane = new TreeMap<>();
        for (Socket socket = source.oldest; socket != null; socket = socket.newer) {
            if (socket.active && socket.ackedEndMs != PaneTimes.NEVER) {
                byPane.computeIfAbsent(socket.ackedEndMs, end -> new SourceState.Acked(end, new ArrayList<>()))
                        .sockets()
                        .add(socket);
            }
        }
        source.acked.addAll(byPane.values());
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

    private static void readSummaries(PackedInput in, SourceState source) {
        long endMs = in.readLong();
        List<PaneAccumulator> panes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in);
            PathGauges known = source.paths.get(name);
            (known == null ? source.add(name) : known).pane(endMs, panes).load(in);
        }
        source.summaries.put(endMs, panes);
    }

    private static OpenPane readPane(PackedInput in, SourceState source) {
        OpenPane openPane = new OpenPane(in.readLong(), 0, 0);
        for (int left = in.readInt(); left > 0; left--) {
            PathName name = PathNameCodec.read(in);
            source.client(name.hi(), name.lo())
                    .pane(openPane.endMs, openPane.clients)
                    .load(in);
        }
        for (int left = in.readInt(); left > 0; left--) {
            long cookie = in.readLong();
            PathName name = PathNameCodec.read(in);
            Socket socket = source.sockets.get(cookie);
            if (socket == null) {
                socket = new Socket(cookie, source.client(name.hi(), name.lo()));
                source.sockets.put(socket);
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
