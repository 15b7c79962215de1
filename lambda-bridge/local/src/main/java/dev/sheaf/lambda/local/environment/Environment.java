package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.lambda.local.network.NetworkFault;

/**
 * The memory of one function from its start to its reclaim: runs one call at a time and is frozen
 * between calls.
 */
public sealed interface Environment extends AutoCloseable
    permits ProcessEnvironment, InProcessEnvironment {

  /** What an environment is doing. */
  enum State {
    /** Starting, or running a call. */
    RUNNING,
    /** Waiting for a call; about to be frozen. */
    IDLE,
    /** Stopped until the next call. */
    FROZEN,
    /** It will run nothing any more. */
    GONE
  }

  /** Names it. */
  String id();

  /** The function as it was when this was started. */
  FunctionConfig function();

  /** What it is doing. */
  State state();

  /** The process that it is; -1 when it is none. */
  long pid();

  /** Runs a call; the first one starts the environment. */
  Answer run(Invocation call) throws InterruptedException;

  /** Ends it so that nobody who was connected hears of it; its call, if any, times out. */
  void vanish();

  /** From now on this is wrong with its network. */
  void suffer(NetworkFault fault);

  /** Ends it at once, with everything that belongs to it. */
  @Override
  void close();
}
