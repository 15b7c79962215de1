package dev.sheaf.actors.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG by libturbojpeg through the foreign-function API.
 *
 * <p>A decompressor is not thread-safe, so idle ones are kept in a pool, each with the memory it
 * worked in: fresh pages for every picture cost a tenth of its decoding. Warnings of the library (a
 * truncated or damaged scan) count as undecodable: half a picture is no sample.
 *
 * <p><i>Source:</i> the TurboJPEG C API of libjpeg-turbo 2.1, turbojpeg.h.
 */
@SuppressWarnings("restricted") // The launcher allows native access; without it the JVM warns.
final class TurboJpegDecoder implements ImageDecoder {
  private static final int PIXEL_FORMAT_RGB = 0;
  private static final int STOP_ON_WARNING = 8192;

  private final MethodHandle init;
  private final MethodHandle header;
  private final MethodHandle decompress;
  private final ConcurrentLinkedQueue<Decompressor> idle = new ConcurrentLinkedQueue<>();

  private TurboJpegDecoder(Linker linker, SymbolLookup library) {
    init = handle(linker, library, "tjInitDecompress", FunctionDescriptor.of(ADDRESS));
    header =
        handle(
            linker,
            library,
            "tjDecompressHeader3",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    decompress =
        handle(
            linker,
            library,
            "tjDecompress2",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT));
  }

  /** The decoder, when the library is there. */
  static Optional<TurboJpegDecoder> find() {
    try {
      var library = SymbolLookup.libraryLookup("libturbojpeg.so.0", Arena.global());
      return Optional.of(new TurboJpegDecoder(Linker.nativeLinker(), library));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  private static MethodHandle handle(
      Linker linker, SymbolLookup library, String name, FunctionDescriptor shape) {
    var symbol =
        library
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("libturbojpeg has no " + name));
    return linker.downcallHandle(symbol, shape);
  }

  @Override
  public String label() {
    return "libturbojpeg";
  }

  static boolean isJpeg(byte[] encoded) {
    return encoded.length > 3
        && (encoded[0] & 0xFF) == 0xFF
        && (encoded[1] & 0xFF) == 0xD8
        && (encoded[2] & 0xFF) == 0xFF;
  }

  /** A handle of the library with its memory. */
  private record Decompressor(
      MemorySegment handle, MemorySegment sizes, Scratch jpeg, Scratch rgb) {}

  @Override
  public <R extends @Nullable Object> R decode(byte[] encoded, Function<Pixels, R> use, R none) {
    var pooled = idle.poll();
    var mine = pooled == null ? create() : pooled;
    try {
      var jpeg = mine.jpeg().of(encoded.length);
      MemorySegment.copy(MemorySegment.ofArray(encoded), 0, jpeg, 0, encoded.length);
      var sizes = mine.sizes();
      if (header(mine.handle(), jpeg, sizes) != 0) {
        return none;
      }
      var fromWidth = sizes.getAtIndex(JAVA_INT, 0);
      var fromHeight = sizes.getAtIndex(JAVA_INT, 1);
      if (!ImageDecoder.allowed(fromHeight, fromWidth)) {
        return none;
      }
      var rgb = mine.rgb().of(3L * fromWidth * fromHeight);
      if (decompress(mine.handle(), jpeg, rgb, fromWidth, fromHeight) != 0) {
        return none;
      }
      return use.apply(new Pixels(rgb, fromHeight, fromWidth));
    } finally {
      mine.jpeg().done();
      mine.rgb().done();
      idle.offer(mine);
    }
  }

  private Decompressor create() {
    try {
      var handle = (MemorySegment) init.invokeExact();
      if (handle.address() == 0) {
        throw new IllegalStateException("libturbojpeg has no memory for a decompressor");
      }
      var sizes = Arena.global().allocate(JAVA_INT, 4);
      return new Decompressor(handle, sizes, new Scratch(), new Scratch());
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private int header(MemorySegment handle, MemorySegment jpeg, MemorySegment sizes) {
    try {
      return (int)
          header.invokeExact(
              handle,
              jpeg,
              jpeg.byteSize(),
              sizes,
              sizes.asSlice(4),
              sizes.asSlice(8),
              sizes.asSlice(12));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private int decompress(
      MemorySegment handle, MemorySegment jpeg, MemorySegment rgb, int width, int height) {
    try {
      return (int)
          decompress.invokeExact(
              handle,
              jpeg,
              jpeg.byteSize(),
              rgb,
              width,
              0,
              height,
              PIXEL_FORMAT_RGB,
              STOP_ON_WARNING);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A downcall throws nothing of its own: what comes here is a defect or the end of the JVM. */
  private static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a call of libturbojpeg failed", e);
  }
}
