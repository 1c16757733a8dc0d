package dev.tokenflow.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the pages point to. */
class LinksTest {
    @Test
    void everyRelativeLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (Page.Spot link : page.links()) {
                if (!link.text().matches("[a-z]+:.*") && !leadsSomewhere(page, link.text())) {
                    broken.add(page + ":" + link.line() + " " + link.text());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageOfDocsStandsInTheMap() throws IOException {
        List<Path> mapped = Page.of("docs/README.md").links().stream()
                .map(link -> Page.ROOT.resolve("docs").resolve(pathOf(link.text())))
                .map(Path::normalize)
                .toList();
        List<Path> pages = Page.all().stream()
                .map(Page::file)
                .filter(file -> file.getParent().equals(Page.ROOT.resolve("docs")))
                .filter(file -> !file.endsWith("README.md"))
                .toList();
        assertThat(mapped).containsAll(pages);
    }

    @Test
    void everyDecisionStandsInTheIndex() throws IOException {
        List<String> listed = Page.of("docs/decisions/README.md").links().stream()
                .map(Page.Spot::text)
                .toList();
        List<String> decisions = Page.all().stream()
                .map(Page::file)
                .filter(file -> file.getParent().endsWith("docs/decisions") && !file.endsWith("README.md"))
                .map(file -> file.getFileName().toString())
                .toList();
        assertThat(decisions).isNotEmpty();
        assertThat(listed).containsAll(decisions);
    }

    private static boolean leadsSomewhere(Page page, String link) {
        int hash = link.indexOf('#');
        String path = pathOf(link);
        Path target =
                path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
        if (!target.startsWith(Page.ROOT) || !Files.exists(target)) {
            return false;
        }
        if (hash < 0) {
            return true;
        }
        return target.toString().endsWith(".md")
                && Page.of(Page.ROOT.relativize(target).toString()).anchors().contains(link.substring(hash + 1));
    }

    private static String pathOf(String link) {
        int hash = link.indexOf('#');
        return hash < 0 ? link : link.substring(0, hash);
    }
}
