package io.runpaths.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

/**
 * The data: 1,797 handwritten digits of 8 × 8 pixels, each pixel from 0 (paper) to 16 (ink).
 *
 * <p>E. Alpaydin and C. Kaynak, <i>Optical Recognition of Handwritten Digits</i>, UCI Machine
 * Learning Repository, 1998, test part, CC BY 4.0 (<a
 * href="https://doi.org/10.24432/C50P49">doi:10.24432/C50P49</a>).
 */
final class Digits {

  static final int COUNT = 1797;
  static final int CLASSES = 10;
  static final int PIXELS = 64;

  private static final String RESOURCE = "digits.csv.gz";
  private static final String[] PIXEL_NAMES = pixelNames();

  private Digits() {}

  /** Reads all images, in the order of the file. */
  static List<Example<Label>> load() throws IOException {
    try (InputStream packed = Digits.class.getResourceAsStream(RESOURCE)) {
      if (packed == null) {
        throw new IOException(RESOURCE + " is missing from the examples' jar; build it again");
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
        List<Example<Label>> images = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          images.add(parse(line, images.size() + 1));
        }
        if (images.size() != COUNT) {
          throw new IOException(RESOURCE + " holds " + images.size() + " images, not " + COUNT);
        }
        return images;
      }
    }
  }

  /** The images as lines of the data file: 64 pixels and the digit, without a header. */
  static byte[] toCsv(List<Example<Label>> images) {
    StringBuilder text = new StringBuilder();
    for (Example<Label> image : images) {
      for (Feature pixel : image) {
        text.append((int) pixel.getValue()).append(',');
      }
      text.append(image.getOutput().getLabel()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static Example<Label> parse(String line, int number) throws IOException {
    String[] fields = line.split(",", -1);
    if (fields.length != PIXELS + 1) {
      throw new IOException(
          RESOURCE + " line " + number + " has " + fields.length + " fields instead of 65");
    }
    double[] pixels = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = Integer.parseInt(fields[i]);
    }
    return new ArrayExample<>(new Label(fields[PIXELS]), PIXEL_NAMES, pixels);
  }

  /** Names that sort as the pixels lie: Tribuo numbers its features by name. */
  private static String[] pixelNames() {
    String[] names = new String[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      names[i] = String.format(Locale.ROOT, "pixel%02d", i);
    }
    return names;
  }
}
