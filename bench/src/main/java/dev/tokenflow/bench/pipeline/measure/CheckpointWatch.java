package dev.tokenflow.bench.pipeline.measure;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** When checkpoints began, told by the folder that Flink makes for each before it asks the first operator. */
public final class CheckpointWatch implements AutoCloseable {
    private static final String PREFIX = "chk-";

    private final Path folder;
    private final WatchService watch;
    private final List<Long> begunNs = new CopyOnWriteArrayList<>();

    /** Watches a folder that is there and has no job's folder yet. */
    public CheckpointWatch(Path folder) throws IOException {
        this.folder = folder;
        watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        Thread.ofPlatform().daemon().name("bench-checkpoints").start(this::run);
    }

    /** Instants at which one began and that lie between two, {@link System#nanoTime}. */
    public List<Long> between(long fromNs, long toNs) {
        return begunNs.stream().filter(at -> at - fromNs >= 0 && at - toNs < 0).toList();
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                long atNs = System.nanoTime();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.context() instanceof Path name && key.watchable() instanceof Path parent) {
                        made(parent, name, atNs);
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends
        }
    }

    private void made(Path parent, Path name, long atNs) {
        if (name.toString().startsWith(PREFIX)) {
            begunNs.add(atNs);
        } else if (parent.equals(folder) && Files.isDirectory(folder.resolve(name))) {
            try {
                folder.resolve(name).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            } catch (IOException e) {
                System.err.println("bench: checkpoints are not watched: " + e);
            }
        }
    }
}
