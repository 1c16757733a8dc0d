package dev.tokenflow.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws on an image, light ground, without a display. */
public final class PixelSurface implements Surface {
    private final BufferedImage image;
    private final Graphics2D graphics;

    public PixelSurface(int width, int height) {
        System.setProperty("java.awt.headless", "true");
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        rect(0, 0, width, height, Ink.PAGE, 1);
    }

    /** Writes the image as PNG, replacing what was there. */
    public void write(Path file) throws IOException {
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException(file + ": this Java has no PNG writer");
        }
    }

    @Override
    public void rect(double x, double y, double width, double height, Ink ink, double opacity) {
        graphics.setColor(colour(ink, opacity));
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void line(double[] xs, double[] ys, int points, Stroke stroke) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points; i++) {
            if (i == 0) {
                path.moveTo(xs[0], ys[0]);
            } else {
                path.lineTo(xs[i], ys[i]);
            }
        }
        graphics.setColor(colour(stroke.ink(), 1));
        graphics.setStroke(pen(stroke));
        graphics.draw(path);
    }

    @Override
    public void markers(double[] xs, double[] ys, int points, Marker marker, double radius, double opacity) {
        graphics.setColor(colour(marker.ink(), opacity));
        graphics.setStroke(new BasicStroke(1.5f));
        for (int i = 0; i < points; i++) {
            Shape shape = shape(marker, xs[i], ys[i], radius);
            if (marker.filled()) {
                graphics.fill(shape);
            } else {
                graphics.draw(shape);
            }
        }
    }

    @Override
    public void text(String text, double x, double y, Align align, Ink ink, double size, boolean bold) {
        double left = switch (align) {
            case LEFT -> x;
            case CENTRE -> x - textWidth(text, size, bold) / 2;
            case RIGHT -> x - textWidth(text, size, bold);
        };
        graphics.setFont(font(size, bold));
        graphics.setColor(colour(ink, 1));
        graphics.drawString(text, (float) left, (float) y);
    }

    @Override
    public void uprightText(String text, double x, double y, Ink ink, double size) {
        AffineTransform before = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, x, y);
        text(text, x, y, Align.CENTRE, ink, size, false);
        graphics.setTransform(before);
    }

    @Override
    public double textWidth(String text, double size, boolean bold) {
        return graphics.getFontMetrics(font(size, bold)).stringWidth(text);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        graphics.setClip(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void unclip() {
        graphics.setClip(null);
    }

    private static Shape shape(Marker marker, double x, double y, double radius) {
        double[][] corners = marker.corners();
        if (corners.length == 0) {
            return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        }
        Path2D path = new Path2D.Double();
        path.moveTo(x + radius * corners[0][0], y + radius * corners[0][1]);
        for (int i = 1; i < corners.length; i++) {
            path.lineTo(x + radius * corners[i][0], y + radius * corners[i][1]);
        }
        path.closePath();
        return path;
    }

    private static BasicStroke pen(Stroke stroke) {
        float width = (float) stroke.width();
        if (stroke.dash().isEmpty()) {
            return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
        }
        float[] dash = new float[stroke.dash().size()];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = stroke.dash().get(i);
        }
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    private static Font font(double size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }

    private static Color colour(Ink ink, double opacity) {
        Color solid = Color.decode(ink.light());
        return new Color(solid.getRed(), solid.getGreen(), solid.getBlue(), (int) Math.round(opacity * 255));
    }
}
