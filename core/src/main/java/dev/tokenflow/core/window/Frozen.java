package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.path.PathNameCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group of paths was at the instant of a checkpoint, while the paths themselves go on. A path is saved when the
 * checkpoint comes to it, or right before it is changed, whichever is first; so a checkpoint costs the one who changes
 * paths no more than one path at a time. The saving thread and the changing one may work at once.
 */
final class Frozen {
    private final PathWindow[] paths;
    private final byte[] @Nullable [] saved;
    private boolean isOver;

    /** Freezes paths, oldest first; none of them may be changed meanwhile by another thread. */
    Frozen(List<PathWindow> all) {
        paths = all.toArray(PathWindow[]::new);
        saved = new byte[paths.length][];
        for (int i = 0; i < paths.length; i++) {
            paths[i].thaw(); // an earlier checkpoint may still want it
            paths[i].frozen = this;
            paths[i].frozenAt = i;
        }
    }

    int size() {
        return paths.length;
    }

    /** The bytes of a path as it was. */
    synchronized byte[] saved(int number) {
        byte[] known = saved[number];
        if (known == null) {
            known = encode(paths[number]);
            saved[number] = known;
        }
        return known;
    }

    /** To be called before a path is changed. */
    synchronized void keep(int number) {
        if (!isOver && saved[number] == null) {
            saved[number] = encode(paths[number]);
        }
    }

    /** The checkpoint is over: nobody wants to know any more how the paths were. */
    synchronized void over() {
        isOver = true;
    }

    private static byte[] encode(PathWindow path) {
        PackedOutput out = new PackedOutput(512);
        out.putText(path.name.tenant());
        PathNameCodec.write(out, path.name);
        PathWindowCodec.write(out, path);
        return out.toBytes();
    }
}
