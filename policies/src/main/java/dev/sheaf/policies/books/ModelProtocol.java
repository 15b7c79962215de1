package dev.sheaf.policies.books;

import dev.sheaf.policies.model.ModelTier;

/** What goes into a {@link ModelBook} and comes out of it. */
public interface ModelProtocol {
  /** What the book is told and asked. */
  sealed interface Command {
    /**
     * May I use this model, as long as I renew within {@code leaseNanos}?
     *
     * @param sizeBytes of its weights, as memory and disk hold them
     * @param deviceBytes what it takes on the accelerator, with all that it works with
     */
    record Open(String lease, String model, long sizeBytes, long deviceBytes, long leaseNanos)
        implements Command {
      /** A model that takes on the accelerator what its weights take. */
      public Open(String lease, String model, long sizeBytes, long leaseNanos) {
        this(lease, model, sizeBytes, sizeBytes, leaseNanos);
      }
    }

    /** The user of this lease is alive. */
    record Renew(String lease) implements Command {}

    /** The user of this lease is done. */
    record Close(String lease) implements Command {}

    /** The model is on the accelerator. */
    record Loaded(String model) implements Command {}

    /** The model could not be read. */
    record LoadFailed(String model) implements Command {}

    /** The model's bytes on the accelerator are free. */
    record Dropped(String model) implements Command {}

    /** What ran the model on the accelerator died; its users will open it again. */
    record Lost(String model) implements Command {}

    /** Nobody has asked for the model for long: let it leave the accelerator, if nobody uses it. */
    record Evict(String model) implements Command {}

    /** The model is not wanted any more: let all copies go that nobody uses. */
    record Forget(String model) implements Command {}

    /** Time has passed. */
    record Tick() implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** Somebody uses a model, or waits for it. */
    record LeaseTaken(String lease, String model, long leaseNanos, long now) implements Event {}

    /** The user was heard. */
    record LeaseRenewed(String lease, long now) implements Event {}

    /** Nobody has this lease any more. */
    record LeaseEnded(String lease) implements Event {}

    /** Room on the accelerator is promised to a model. */
    record LoadQueued(String model, long sizeBytes, long deviceBytes) implements Event {}

    /** The model is being read from this tier; its room is taken. */
    record LoadStarted(String model, ModelTier from) implements Event {}

    /** The model can be used; the leases of those who waited run from now on. */
    record LoadDone(String model, long now) implements Event {}

    /** The model cannot be read, and those who waited have been told. */
    record LoadGivenUp(String model) implements Event {}

    /** The model leaves the accelerator; it cannot be opened until it has. */
    record DrainBegan(String model) implements Event {}

    /** The tier keeps a copy of the model. */
    record CopyKept(String model, ModelTier tier) implements Event {}

    /** The tier has no copy of the model. */
    record CopyDropped(String model, ModelTier tier) implements Event {}
  }

  /** What the store is to do; idempotent, named by model, tier and lease. */
  sealed interface Effect {
    /** Read the model from this tier to the accelerator, keeping the copies that were decided. */
    record Load(String model, ModelTier from) implements Effect {}

    /** Free the bytes of the model in this tier. */
    record Drop(String model, ModelTier tier) implements Effect {}

    /** Tell the holder of the lease that the model can be used. */
    record Grant(String lease, String model) implements Effect {}

    /** Tell the holder of the lease that the model cannot be read. */
    record Fail(String lease, String model) implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /** The model is on the accelerator: use it. */
    record Opened(String lease) implements Reply {}

    /** The model is being loaded; {@link Effect.Grant} or {@link Effect.Fail} follows. */
    record Waiting(String lease) implements Reply {}

    /**
     * Not now, or never.
     *
     * @param neededBytes what the model takes on the accelerator
     * @param usedBytes what others take there, or were promised
     * @param capBytes the most that all may take
     */
    record Refused(String lease, Reason reason, long neededBytes, long usedBytes, long capBytes)
        implements Reply {}

    /** The lease has ended, or never was. */
    record Unknown(String lease) implements Reply {}
  }

  /** Why a model is not opened. */
  enum Reason {
    /** It would not fit if it were alone. */
    TOO_LARGE,
    /** Everything that would have to leave is in use. */
    NO_ROOM,
    /** It is leaving; ask again. */
    DRAINING,
    /** The lease is for another model. */
    LEASE_IN_USE
  }
}
