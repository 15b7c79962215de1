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

/** The calls of the C library that make files without names; Linux 3.17 and newer. */
final class Libc {
  /** {@code MFD_CLOEXEC}: a child process does not inherit the descriptor. */
  private static final int CLOSE_ON_EXEC = 1;

  /** {@code MFD_ALLOW_SEALING}. */
  private static final int ALLOW_SEALING = 2;

  /** {@code F_ADD_SEALS}, fcntl(2). */
  private static final int ADD_SEALS = 1033;

  /** {@code F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW}: the length stays for ever. */
  private static final int SEALS = 1 | 2 | 4;

  /** {@code O_PATH | O_CLOEXEC}, the same for x86-64 and AArch64: a place, not its content. */
  private static final int ONLY_THE_PLACE = 0x200000 | 0x80000;

  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(StructLayout.PathElement.groupElement("errno"));
  private static final MethodHandle MEMFD_CREATE =
      call("memfd_create", 2, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle FTRUNCATE =
      call("ftruncate", 2, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
  private static final MethodHandle FCNTL =
      call("fcntl", 2, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle OPEN =
      call("open", 2, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE = call("close", 1, ValueLayout.JAVA_INT);

  private Libc() {}

  /** The descriptor of memory of zeros whose length nobody can change. */
  static int memory(String name, long sizeBytes) throws IOException {
    var descriptor =
        checked(
            "memfd_create",
            (arena, errno) ->
                (int)
                    MEMFD_CREATE.invokeExact(
                        errno, arena.allocateFrom(name), CLOSE_ON_EXEC | ALLOW_SEALING));
    try {
      checked("ftruncate", (_, errno) -> (int) FTRUNCATE.invokeExact(errno, descriptor, sizeBytes));
      // A file that another shortened would end this process at its next access.
      checked("fcntl", (_, errno) -> (int) FCNTL.invokeExact(errno, descriptor, ADD_SEALS, SEALS));
      return descriptor;
    } catch (IOException | RuntimeException | Error refused) {
      close(descriptor);
      throw refused;
    }
  }

  /** A descriptor of a place in the file system, which outlives its name. */
  static int place(Path path) throws IOException {
    return checked(
        "open",
        (arena, errno) ->
            (int) OPEN.invokeExact(errno, arena.allocateFrom(path.toString()), ONLY_THE_PLACE));
  }

  /** Closes a descriptor. */
  static void close(int descriptor) {
    try {
      checked("close", (_, errno) -> (int) CLOSE.invokeExact(errno, descriptor));
    } catch (IOException interrupted) {
      // Linux has closed it whatever close(2) says.
    }
  }

  /** Where another process of the same user opens a descriptor of this one. */
  static Path path(int descriptor) {
    return Path.of("/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), descriptor));
  }

  private interface Call {
    int run(Arena arena, MemorySegment errno) throws Throwable;
  }

  private static int checked(String name, Call call) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(CAPTURED);
      var result = call.run(arena, errno);
      if (result < 0) {
        throw new IOException(name + " failed with errno " + (int) ERRNO.get(errno, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, int fixed, ValueLayout... arguments) {
    var linker = Linker.nativeLinker();
    var address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() ->
                new UnsupportedOperationException(
                    "this system has no " + name + ": shared memory needs Linux 3.17"));
    var shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    var errno = Linker.Option.captureCallState("errno");
    return fixed == arguments.length
        ? linker.downcallHandle(address, shape, errno)
        : linker.downcallHandle(address, shape, errno, Linker.Option.firstVariadicArg(fixed));
  }
}
