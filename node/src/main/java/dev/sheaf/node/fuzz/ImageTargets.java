package dev.sheaf.node.fuzz;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.task.JdkImages;
import dev.sheaf.wire.task.JpegFrames;
import dev.sheaf.wire.task.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures, which no decoder of ours may fail at, whatever they say of themselves. */
final class ImageTargets {
  private static final int SIDE = 8;
  private static final int EVERY = 10;
  private static final ImageDecoders DECODERS = ImageDecoders.plain();

  private ImageTargets() {}

  static List<Target> all() throws IOException {
    var images = List.of(image("jpg"), image("png"), image("gif"), image("bmp"));
    return List.of(
        new Target("image", images, ImageTargets::decode, List.of(), EVERY),
        new Target("jpeg-frames", List.of(movie(images.getFirst())), ImageTargets::find, List.of()),
        new Target(
            "jpeg-index",
            List.of(JpegFrames.find(movie(images.getFirst())).bytes()),
            Target.stable(JpegFrames::read, JpegFrames::bytes),
            List.of(WireFormatException.class)),
        new Target(
            "picture",
            List.of(JdkImages.decode(images.get(1)).orElseThrow().bytes()),
            Target.stable(Picture::read, Picture::bytes),
            List.of(WireFormatException.class)));
  }

  private static void decode(byte[] input) {
    try (var arena = Arena.ofConfined()) {
      DECODERS.decode(
          List.of(MemorySegment.ofArray(input)), arena.allocate(3L * SIDE * SIDE), SIDE, SIDE);
    }
  }

  private static void find(byte[] input) {
    for (var frame : JpegFrames.find(input).frames()) {
      if (frame.offset() < 0
          || frame.lengthBytes() < 4
          || frame.offset() + frame.lengthBytes() > input.length) {
        throw new IllegalStateException(frame + " is not within " + input.length + " bytes");
      }
    }
  }

  private static byte[] movie(byte[] jpeg) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      out.writeBytes(jpeg);
    }
    return out.toByteArray();
  }

  private static byte[] image(String format) throws IOException {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, i * 0x030507);
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }
}
