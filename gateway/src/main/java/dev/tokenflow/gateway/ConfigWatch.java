package dev.tokenflow.gateway;

import dev.tokenflow.gateway.config.ConfigFile;
import dev.tokenflow.gateway.observe.GatewayMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Applies a configuration file again when it changes, and on SIGHUP. A file that is wrong changes nothing. */
final class ConfigWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long LOOK_EVERY_MS = 2_000;

    private final Path file;
    private final Consumer<ConfigFile> apply;
    private final GatewayMetrics metrics;
    private @Nullable FileTime appliedTime;

    ConfigWatch(Path file, Consumer<ConfigFile> apply, GatewayMetrics metrics) {
        this.file = file;
        this.apply = apply;
        this.metrics = metrics;
    }

    void start(ScheduledExecutorService thread) {
        appliedTime = time();
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        try {
            Signal.handle(new Signal("HUP"), signal -> thread.execute(this::read));
        } catch (IllegalArgumentException e) {
            LOG.info("this system has no SIGHUP; the file is watched all the same");
        }
    }

    private void look() {
        FileTime now = time();
        if (now != null && !now.equals(appliedTime)) {
            appliedTime = now;
            read();
        }
    }

    private void read() {
        try {
            apply.accept(ConfigFile.read(file));
            metrics.reloaded(true);
            LOG.info("{} was read again", file);
        } catch (IOException | RuntimeException e) {
            metrics.reloaded(false);
            LOG.warn("the changed configuration is not used: {}", e.getMessage());
        }
    }

    private @Nullable FileTime time() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return null; // it is being replaced, perhaps
        }
    }
}
