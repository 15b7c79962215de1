package dev.sheaf.wire.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Memory with a file descriptor and without a name ({@code memfd_create(2)}, Linux 3.17).
 *
 * <p>Other processes of the same user reach it below /proc while this process holds the descriptor;
 * the memory lives until nobody has it open or mapped.
 */
final class AnonymousFile implements AutoCloseable {
  /** {@code MFD_CLOEXEC}: a child process does not inherit the descriptor. */
  private static final int CLOSE_ON_EXEC = 1;

  private final int descriptor;
  private boolean open = true;

  private AnonymousFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Makes a file of zeros; {@code name} shows in /proc only. */
  static AnonymousFile create(String name, long sizeBytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(Libc.CAPTURED);
      var descriptor =
          (int) Libc.MEMFD_CREATE.invokeExact(errno, arena.allocateFrom(name), CLOSE_ON_EXEC);
      check("memfd_create", descriptor, errno);
      var file = new AnonymousFile(descriptor);
      try {
        check("ftruncate", (int) Libc.FTRUNCATE.invokeExact(errno, descriptor, sizeBytes), errno);
        return file;
      } catch (Throwable refused) {
        file.close();
        throw refused;
      }
    } catch (IOException | RuntimeException | Error refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Where other processes open it. */
  Path path() {
    return Path.of("/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), descriptor));
  }

  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    try (var arena = Arena.ofConfined()) {
      var ignored = (int) Libc.CLOSE.invokeExact(arena.allocate(Libc.CAPTURED), descriptor);
    } catch (RuntimeException | Error refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void check(String call, int result, MemorySegment errno) throws IOException {
    if (result < 0) {
      throw new IOException(
          "%s failed with errno %d".formatted(call, (int) Libc.ERRNO.get(errno, 0L)));
    }
  }

  /** The three calls of the C library. */
  private static final class Libc {
    static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO =
        CAPTURED.varHandle(StructLayout.PathElement.groupElement("errno"));
    static final MethodHandle MEMFD_CREATE =
        call("memfd_create", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    static final MethodHandle FTRUNCATE =
        call("ftruncate", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
    static final MethodHandle CLOSE = call("close", ValueLayout.JAVA_INT);

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, ValueLayout... arguments) {
      var linker = Linker.nativeLinker();
      var address =
          linker
              .defaultLookup()
              .find(name)
              .orElseThrow(() ->
                  new UnsupportedOperationException(
                      "this system has no " + name + ": GPU workers need Linux 3.17"));
      return linker.downcallHandle(
          address,
          FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments),
          Linker.Option.captureCallState("errno"));
    }
  }
}
