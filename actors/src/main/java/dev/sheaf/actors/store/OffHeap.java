package dev.sheaf.actors.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Memory outside the heap that the system gives page by page when it is first written.
 *
 * <p>{@code Arena.allocate} would write zeros to all of it at once, so the node would take its
 * whole cache at start; an anonymous mapping does not.
 */
@SuppressWarnings("restricted") // The launcher allows native access; without it the JVM warns.
final class OffHeap {
  private static final int READ_WRITE = 0x1 | 0x2;
  private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;

  private OffHeap() {}

  /** A mapping for the life of the process. */
  static MemorySegment map(long sizeBytes) {
    var linker = Linker.nativeLinker();
    var mmap =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    try {
      var at =
          (MemorySegment)
              mmap.invokeExact(
                  MemorySegment.NULL, sizeBytes, READ_WRITE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (at.address() == -1) {
        throw new IllegalStateException(
            "the system gives no " + sizeBytes + " bytes for packages: lower sheaf.cache.memory");
      }
      return at.reinterpret(sizeBytes);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("mmap could not be called", e);
    }
  }

  /** Gives a mapping back; nothing may read it any more. */
  static void unmap(MemorySegment mapping) {
    var linker = Linker.nativeLinker();
    var munmap =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("munmap"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    try {
      var failed = (int) munmap.invokeExact(mapping, mapping.byteSize());
      if (failed != 0) {
        throw new IllegalStateException("munmap failed for " + mapping);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("munmap could not be called", e);
    }
  }
}
