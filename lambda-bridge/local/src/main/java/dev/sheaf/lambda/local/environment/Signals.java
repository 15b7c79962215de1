package dev.sheaf.lambda.local.environment;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Signals to processes through libc's {@code kill}: nothing is forked for one. */
@SuppressWarnings("restricted") // The launcher allows native access; without it the JVM warns.
final class Signals {
  private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

  static final int KILL = 9;
  static final int CONTINUE = MAC ? 19 : 18;
  static final int STOP = MAC ? 17 : 19;

  private static final MethodHandle SEND = send();

  private Signals() {}

  private static MethodHandle send() {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /** To the process and all that belong to its group; to the process alone when it leads none. */
  static void sendToGroup(long pid, int signal) {
    if (send(-pid, signal) != 0) {
      send(pid, signal);
    }
  }

  private static int send(long pid, int signal) {
    try {
      return (int) SEND.invokeExact((int) pid, signal);
    } catch (Throwable e) {
      throw new IllegalStateException("signal %d to %d".formatted(signal, pid), e);
    }
  }
}
