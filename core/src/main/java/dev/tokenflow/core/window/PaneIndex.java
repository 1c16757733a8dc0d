package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.PathEntry;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the panes of each path stand in blocks that wait to be taken in. It is made for the first alarm of a slide and
 * serves those after it: many come at once, and to look through all blocks for each of them would take a time that
 * grows with the square of their number.
 */
final class PaneIndex {
    private static final class Waiting extends PathEntry {
        private final List<Place> places = new ArrayList<>(2);

        Waiting(PathName name) {
            super(name);
        }
    }

    private record Place(PaneBlock block, int position) {}

    private final PathTable<Waiting> paths = new PathTable<>();

    /** Adds all panes of a block. {@code view} is used to read it. */
    void add(PaneBlock block, PaneView view) {
        view.of(block);
        for (int position = view.position(); view.next(); position = view.position()) {
            Waiting waiting = view.find(paths);
            if (waiting == null) {
                waiting = new Waiting(view.name());
                paths.put(waiting);
            }
            waiting.places.add(new Place(block, position));
        }
    }

    /** Moves {@code view} to every pane of a path, oldest first, and shows its block. */
    void forEach(PathName path, PaneView view, Consumer<PaneBlock> visitor) {
        Waiting waiting = paths.get(path);
        if (waiting == null) {
            return;
        }
        waiting.places.sort(Comparator.comparingLong(place -> place.block().endMs()));
        for (Place place : waiting.places) {
            view.at(place.block(), place.position());
            visitor.accept(place.block());
        }
    }
}
