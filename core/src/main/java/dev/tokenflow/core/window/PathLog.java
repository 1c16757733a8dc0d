package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.path.PathName;
import java.util.Arrays;

/**
 * The panes of a path, packed one after another, and where each of its four spans begins. A part of {@link PathWindow},
 * and its superclass for the same reason as {@link ShardGauges}.
 */
abstract class PathLog extends ShardGauges {
    private static final byte[] EMPTY = new byte[0];

    // The log, oldest first, one record a pane: (panes since the record before, length of the body, body). What stands
    // before "longAt" is no longer used.
    byte[] log = EMPTY;
    int end;
    long lastPaneNumber;

    // Where each span begins in the log, and the number of the pane before that.
    int longAt;
    int windowAt;
    int lossAt;
    int shortAt;
    long longBase;
    long windowBase;
    long lossBase;
    long shortBase;

    PathLog(PathName name) {
        super(name);
    }

    /** Adds a pane at the end. */
    final void append(long paneNumber, byte[] bytes, int bodyAt, int bodyLength) {
        if (end == longAt) {
            startAt(paneNumber - 1);
        }
        long panes = paneNumber - lastPaneNumber;
        makeRoom(PackedOutput.sizeOf(panes) + PackedOutput.sizeOf(bodyLength) + bodyLength);
        end = PackedOutput.putVarint(log, end, panes);
        end = PackedOutput.putVarint(log, end, bodyLength);
        System.arraycopy(bytes, bodyAt, log, end, bodyLength);
        end += bodyLength;
        lastPaneNumber = paneNumber;
    }

    /** Empties it; the next pane comes after the one with this number. */
    final void startAt(long paneNumber) {
        end = 0;
        longAt = 0;
        windowAt = 0;
        lossAt = 0;
        shortAt = 0;
        lastPaneNumber = paneNumber;
        longBase = paneNumber;
        windowBase = paneNumber;
        lossBase = paneNumber;
        shortBase = paneNumber;
    }

    private void makeRoom(int bytes) {
        if (end + bytes <= log.length) {
            return;
        }
        int live = end - longAt;
        byte[] room =
                live + bytes <= log.length - log.length / 4 ? log : new byte[live + bytes + Math.max(32, live / 3)];
        System.arraycopy(log, longAt, room, 0, live);
        log = room;
        end = live;
        windowAt -= longAt;
        lossAt -= longAt;
        shortAt -= longAt;
        longAt = 0;
    }

    /** Drops what no span needs. */
    final void clear(long now) {
        log = EMPTY;
        startAt(now);
    }

    final void copyLogTo(PathLog copy) {
        copy.log = Arrays.copyOf(log, end);
        copy.end = end;
        copy.lastPaneNumber = lastPaneNumber;
        copy.longAt = longAt;
        copy.windowAt = windowAt;
        copy.lossAt = lossAt;
        copy.shortAt = shortAt;
        copy.longBase = longBase;
        copy.windowBase = windowBase;
        copy.lossBase = lossBase;
        copy.shortBase = shortBase;
    }
}
