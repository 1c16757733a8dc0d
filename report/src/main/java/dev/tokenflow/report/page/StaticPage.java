package dev.tokenflow.report.page;

import dev.tokenflow.report.chart.Html;
import java.io.IOException;
import java.util.List;

/** A page of text, tables and pictures in one file: no script, nothing from outside, light and dark. */
public final class StaticPage {
    private static final int WIDE = 8;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    public StaticPage(String title, String facts) {
        this.title = title;
        body.append("<header><p class=\"eyebrow\">TokenFlow experiment</p><h1>")
                .append(Html.escape(title))
                .append("</h1><p class=\"facts\">")
                .append(Html.escape(facts))
                .append("</p></header><main>");
    }

    /** Begins a section. */
    public StaticPage heading(String text) {
        body.append("<h2>").append(Html.escape(text)).append("</h2>");
        return this;
    }

    /** A paragraph of plain text. */
    public StaticPage note(String text) {
        body.append("<p class=\"note\">").append(Html.escape(text)).append("</p>");
        return this;
    }

    /** A picture with its caption. */
    public StaticPage figure(String caption, String svg) {
        body.append("<figure><figcaption>")
                .append(Html.escape(caption))
                .append("</figcaption>")
                .append(svg)
                .append("</figure>");
        return this;
    }

    /** A table; the first column names the row. */
    public StaticPage table(List<String> head, List<List<String>> rows) {
        body.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"figures\"><table")
                .append(head.size() > WIDE ? " class=\"wide\"" : "")
                .append("><thead><tr>");
        head.forEach(cell ->
                body.append("<th scope=\"col\">").append(Html.escape(cell)).append("</th>"));
        body.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            body.append("<tr><th scope=\"row\">")
                    .append(Html.escape(row.getFirst()))
                    .append("</th>");
            row.subList(1, row.size())
                    .forEach(cell ->
                            body.append("<td>").append(Html.escape(cell)).append("</td>"));
            body.append("</tr>");
        }
        body.append("</tbody></table></div>");
        return this;
    }

    /** The page's text. */
    public String html() throws IOException {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + ReportPage.NOTHING_FROM_OUTSIDE + "\">"
                + "<title>" + Html.escape(title) + "</title><style>" + ReportPage.inks() + ReportPage.own("report.css")
                + "</style></head><body>" + body + "</main><footer>Written by TokenFlow.</footer></body></html>\n";
    }
}
