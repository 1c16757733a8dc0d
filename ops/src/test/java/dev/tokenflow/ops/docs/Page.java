package dev.tokenflow.ops.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page of the project, in the parts that tests ask about.
 *
 * @param file absolute path
 * @param lines its text
 */
public record Page(Path file, List<String> lines) {
    public static final Path ROOT =
            Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath().normalize();

    /** Folders with pages that are made or fetched, not written. */
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", ".tokenflow", "demo-report");

    private static final Pattern FENCE = Pattern.compile("\\s*(```+)\\s*(\\w*).*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");
    private static final Pattern CODE_SPAN = Pattern.compile("(`+)(.+?)\\1");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern LINK_DEFINITION = Pattern.compile("^ {0,3}\\[[^\\]]+]:\\s*(\\S+)");
    private static final Pattern HTML_LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern LINK_IN_HEADING = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    /**
     * A fenced block of code.
     *
     * @param language the word after the fence; empty without one
     * @param firstLine number of its first line of code, from 1
     * @param code its lines
     */
    public record Block(String language, int firstLine, List<String> code) {}

    /**
     * Something in one line of the page.
     *
     * @param line its number, from 1
     * @param text what stands there
     */
    public record Spot(int line, String text) {}

    public static Page of(String path) {
        return read(ROOT.resolve(path));
    }

    /** Every page of the project, README and docs as well as those of folders. */
    public static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }

    /** Path as people write it, from the project's root. */
    public String name() {
        return ROOT.relativize(file).toString();
    }

    @Override
    public String toString() {
        return name();
    }

    /** The anchors of its headings, as GitHub makes them. */
    public Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Spot spot : prose()) {
            Matcher heading = HEADING.matcher(spot.text());
            if (heading.matches()) {
                String anchor = anchor(heading.group(1));
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    /** Where its links and pictures point to. */
    public List<Spot> links() {
        List<Spot> links = new ArrayList<>();
        for (Spot spot : prose()) {
            String text = CODE_SPAN.matcher(spot.text()).replaceAll("code");
            for (Pattern pattern : List.of(LINK, LINK_DEFINITION, HTML_LINK)) {
                Matcher matcher = pattern.matcher(text);
                while (matcher.find()) {
                    links.add(new Spot(spot.line(), matcher.group(1)));
                }
            }
        }
        return links;
    }

    /** What stands between backticks in its prose and tables. */
    public List<Spot> codeSpans() {
        List<Spot> spans = new ArrayList<>();
        for (Spot spot : prose()) {
            Matcher matcher = CODE_SPAN.matcher(spot.text());
            while (matcher.find()) {
                spans.add(new Spot(spot.line(), matcher.group(2).strip()));
            }
        }
        return spans;
    }

    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int end = endOfBlock(i, fence.group(1));
                blocks.add(new Block(fence.group(2), i + 2, List.copyOf(lines.subList(i + 1, end))));
                i = end;
            }
        }
        return blocks;
    }

    /** The rows of its tables, cell by cell, without heads. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        List<Spot> prose = prose();
        for (int i = 0; i < prose.size(); i++) {
            String text = prose.get(i).text();
            boolean head = i + 1 < prose.size() && prose.get(i + 1).text().startsWith("|--");
            if (text.startsWith("|") && !text.startsWith("|--") && !head) {
                rows.add(List.of(text.substring(1, text.lastIndexOf('|')).split("\\|")).stream()
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    /** Everything outside of fenced blocks. */
    private List<Spot> prose() {
        List<Spot> prose = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                i = endOfBlock(i, fence.group(1));
            } else {
                prose.add(new Spot(i + 1, lines.get(i)));
            }
        }
        return prose;
    }

    private int endOfBlock(int start, String fence) {
        for (int i = start + 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(fence)) {
                return i;
            }
        }
        throw new AssertionError(name() + ":" + (start + 1) + " opens a block of code that is never closed");
    }

    private static String anchor(String heading) {
        String words = LINK_IN_HEADING.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
        StringBuilder anchor = new StringBuilder();
        words.codePoints().forEach(c -> {
            if (c == ' ') {
                anchor.append('-');
            } else if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
                anchor.appendCodePoint(c);
            }
        });
        return anchor.toString();
    }

    private static Page read(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
