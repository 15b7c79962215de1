package dev.sheaf.policies.books;

/**
 * What goes into a {@link FleetBook} and comes out of it.
 *
 * <p>Every invoke and every ping is a <i>question</i> with a number that its node never uses again;
 * whoever answers quotes it. An <i>instance</i> is one environment of a function, from its cold
 * start to its reclaim; 0 means none.
 */
public interface FleetProtocol {
  /** Why a function is invoked. */
  enum Purpose {
    /** Somebody wants a chunk: it dials home, answers, and stays for requests. */
    SERVE,
    /** It only returns, so that its environment is not taken for idle. */
    WARM_UP
  }

  /** What the book is told and asked. */
  sealed interface Command {
    /** Somebody wants to talk to the node. */
    record Need(int node) implements Command {}

    /** The node answers a question; its bytes are those written up to {@code asOfNanos}. */
    record Answered(int node, long question, long instance, long asOfNanos) implements Command {}

    /** The run that was begun by {@code question} says that it ends. */
    record Bye(int node, long question) implements Command {}

    /** The call that began a run has come back. */
    record Returned(int node, long question, long instance, long asOfNanos) implements Command {}

    /** The time for an answer is over. */
    record Silent(int node, long question) implements Command {}

    /** The reminder that was asked for. */
    record Reminded(int node) implements Command {}

    /** The node holds something that is worth keeping warm, or nothing any more. */
    record Holds(int node, boolean something) implements Command {}

    /** From now on the node may be left alone for so long; 0 means for ever. */
    record WarmEvery(int node, long pauseNanos) implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** A run was asked for. */
    record Invoked(int node, long question, Purpose purpose, int attempt, long atNanos)
        implements Event {}

    /** A node believed to be awake was asked whether it is. */
    record Pinged(int node, long question, long atNanos) implements Event {}

    /** Somebody wants a node that is being warmed. */
    record Wanted(int node) implements Event {}

    /** The node answered and serves. */
    record Served(int node, long instance, long atNanos) implements Event {}

    /** Its run is over. */
    record Slept(int node, long instance, long atNanos) implements Event {}

    /** It answered none of the attempts. */
    record WentSilent(int node, long atNanos) implements Event {}

    /** It holds something worth keeping, or not. */
    record Held(int node, boolean something) implements Event {}

    /** It may be left alone for so long. */
    record Paced(int node, long pauseNanos) implements Event {}

    /** A reminder is on its way, or no longer. */
    record Reminding(int node, boolean asked) implements Event {}
  }

  /** What the shell is to do; idempotent, named by node and question. */
  sealed interface Effect {
    /** Invoke the function; say {@code Silent} when nothing was heard within this time. */
    record Invoke(int node, long question, Purpose purpose, long withinNanos) implements Effect {}

    /** Ask over the open connection; say {@code Silent} after this time. */
    record Ping(int node, long question, long withinNanos) implements Effect {}

    /** Send what waits for the node. */
    record Ready(int node) implements Effect {}

    /** Tell those who wait that the node cannot be had now. */
    record Unavailable(int node) implements Effect {}

    /** Its environment is another: what was written after {@code asOfNanos} is gone. */
    record Lost(int node, long asOfNanos) implements Effect {}

    /** Its environment was left alone for so long, and was there still or was not. */
    record Met(int node, long pauseNanos, boolean survived) implements Effect {}

    /** Say {@code Reminded} after a while. */
    record Remind(int node, long afterNanos) implements Effect {}
  }

  /** What the book answers to {@code Need}. */
  enum Reply {
    /** {@code Ready} or {@code Unavailable} follows. */
    WAIT,
    /** The node has gone silent; ask again later. */
    UNAVAILABLE
  }
}
