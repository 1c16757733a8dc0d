package dev.tokenflow.report.chart;

import java.util.Locale;

/** Draws an SVG element for a page: inks are the page's CSS variables, so that it follows light and dark. */
public final class SvgSurface implements Surface {
    /** Mean width of a letter in a sans-serif font, in font sizes. */
    private static final double LETTER_WIDTH = 0.56;

    private final StringBuilder out = new StringBuilder(8192);
    private final String id;
    private int clips;

    /**
     * @param id unique in the page
     * @param title one short phrase
     * @param description what the picture shows, for readers who do not see it
     */
    public SvgSurface(String id, int width, int height, String title, String description) {
        this.id = id;
        out.append("<svg class=\"plot\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-t ")
                .append(id)
                .append("-d\"><title id=\"")
                .append(id)
                .append("-t\">")
                .append(Html.escape(title))
                .append("</title><desc id=\"")
                .append(id)
                .append("-d\">")
                .append(Html.escape(description))
                .append("</desc>");
    }

    /** The element's text. */
    public String toSvg() {
        return out + "</svg>";
    }

    @Override
    public void rect(double x, double y, double width, double height, Ink ink, double opacity) {
        openRect(x, y, width, height)
                .append(" style=\"fill:")
                .append(colour(ink))
                .append("\" fill-opacity=\"")
                .append(opacity)
                .append("\"/>");
    }

    @Override
    public void line(double[] xs, double[] ys, int points, Stroke stroke) {
        out.append("<path d=\"");
        for (int i = 0; i < points; i++) {
            out.append(i == 0 ? 'M' : 'L').append(n(xs[i])).append(' ').append(n(ys[i]));
        }
        out.append("\" fill=\"none\" style=\"stroke:")
                .append(colour(stroke.ink()))
                .append("\" stroke-width=\"")
                .append(n(stroke.width()))
                .append("\" stroke-linejoin=\"round\"");
        if (!stroke.dash().isEmpty()) {
            out.append(" stroke-dasharray=\"").append(stroke.dashText()).append('"');
        }
        out.append("/>");
    }

    @Override
    public void markers(double[] xs, double[] ys, int points, Marker marker, double radius, double opacity) {
        if (points == 0) {
            return;
        }
        out.append("<path d=\"");
        for (int i = 0; i < points; i++) {
            outline(marker, xs[i], ys[i], radius);
        }
        String paint = marker.filled() ? "fill" : "fill:none;stroke";
        out.append("\" style=\"")
                .append(paint)
                .append(':')
                .append(colour(marker.ink()))
                .append("\" opacity=\"")
                .append(opacity)
                .append("\"/>");
    }

    @Override
    public void text(String text, double x, double y, Align align, Ink ink, double size, boolean bold) {
        openText(x, y, align, ink, size, bold)
                .append('>')
                .append(Html.escape(text))
                .append("</text>");
    }

    @Override
    public void uprightText(String text, double x, double y, Ink ink, double size) {
        openText(x, y, Align.CENTRE, ink, size, false)
                .append(" transform=\"rotate(-90 ")
                .append(n(x))
                .append(' ')
                .append(n(y))
                .append(")\">")
                .append(Html.escape(text))
                .append("</text>");
    }

    @Override
    public double textWidth(String text, double size, boolean bold) {
        return text.length() * size * LETTER_WIDTH * (bold ? 1.06 : 1);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        String name = id + "-c" + ++clips;
        out.append("<clipPath id=\"").append(name).append("\">");
        openRect(x, y, width, height)
                .append("/></clipPath><g clip-path=\"url(#")
                .append(name)
                .append(")\">");
    }

    @Override
    public void unclip() {
        out.append("</g>");
    }

    private StringBuilder openRect(double x, double y, double width, double height) {
        return out.append("<rect x=\"")
                .append(n(x))
                .append("\" y=\"")
                .append(n(y))
                .append("\" width=\"")
                .append(n(width))
                .append("\" height=\"")
                .append(n(height))
                .append('"');
    }

    private StringBuilder openText(double x, double y, Align align, Ink ink, double size, boolean bold) {
        String anchor = switch (align) {
            case LEFT -> "start";
            case CENTRE -> "middle";
            case RIGHT -> "end";
        };
        out.append("<text x=\"")
                .append(n(x))
                .append("\" y=\"")
                .append(n(y))
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\" font-size=\"")
                .append(n(size))
                .append("\" style=\"fill:")
                .append(colour(ink))
                .append('"');
        return bold ? out.append(" font-weight=\"600\"") : out;
    }

    private void outline(Marker marker, double x, double y, double radius) {
        double[][] corners = marker.corners();
        if (corners.length == 0) {
            String arc = "a" + n(radius) + ' ' + n(radius) + " 0 1 0 ";
            out.append('M')
                    .append(n(x - radius))
                    .append(' ')
                    .append(n(y))
                    .append(arc)
                    .append(n(2 * radius))
                    .append(" 0")
                    .append(arc)
                    .append(n(-2 * radius))
                    .append(" 0z");
            return;
        }
        for (int i = 0; i < corners.length; i++) {
            out.append(i == 0 ? 'M' : 'L')
                    .append(n(x + radius * corners[i][0]))
                    .append(' ')
                    .append(n(y + radius * corners[i][1]));
        }
        out.append('z');
    }

    private static String colour(Ink ink) {
        return "var(" + ink.variable() + ")";
    }

    /** A coordinate to a tenth of a pixel. */
    private static String n(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }
}
