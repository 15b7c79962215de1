package dev.sheaf.policies.books;

/** What a {@link StagingBook} is told, remembers, has done, and answers. */
public final class StagingProtocol {
  private StagingProtocol() {}

  /** What the book is told. */
  public sealed interface Command {
    /** Begins an epoch of so many batches, of which each of jobs 0..jobs-1 is to use every one. */
    record BeginEpoch(int epoch, int batches, int jobs) implements Command {}

    /** A loader has prepared a batch and put it into the staging place. Harmless when repeated. */
    record Put(int loader, int epoch, int batch) implements Command {}

    /** A job asks for a batch that it has not used. */
    record Take(int job, int epoch, int batch) implements Command {}

    /** The time that a loader had for a batch is over. */
    record LeaseOver(int epoch, int batch, int attempt) implements Command {}

    /** The staging place has lost a batch. */
    record Lost(int epoch, int batch) implements Command {}

    /** A job will use nothing more of this epoch. */
    record Leave(int job) implements Command {}
  }

  /** What changes the book. */
  public sealed interface Event {
    /** An epoch has begun. */
    record EpochBegun(int epoch, int batches, int jobs) implements Event {}

    /** A loader is to prepare a batch; {@code attempt} counts from 1. */
    record Leased(int batch, int loader, int attempt) implements Event {}

    /** A loader let a lease pass; it gets nothing until it is heard of again. */
    record Suspected(int loader) implements Event {}

    /** A loader was heard of. */
    record Trusted(int loader) implements Event {}

    /** A batch is in the staging place. */
    record Staged(int batch) implements Event {}

    /** A job has a batch. */
    record Used(int job, int batch) implements Event {}

    /** All jobs have it: its place is free. */
    record Freed(int batch) implements Event {}

    /** A job uses nothing more. */
    record Left(int job) implements Event {}
  }

  /** What the shell is to do; idempotent. */
  public sealed interface Effect {
    /** Let a loader prepare a batch. */
    record Prepare(int loader, int epoch, int batch, int attempt) implements Effect {}

    /** Say {@link Command.LeaseOver} when the time for a batch is over. */
    record Watch(int epoch, int batch, int attempt) implements Effect {}

    /** Tell the jobs that wait for it that a batch is there. */
    record Offer(int epoch, int batch) implements Effect {}

    /** Free the bytes of a batch. */
    record Free(int epoch, int batch) implements Effect {}
  }

  /** What is so. */
  public enum Reply {
    /** The epoch has begun. */
    BEGUN,
    /** The last epoch is not over. */
    NOT_OVER,
    /** The batch is staged now. */
    STAGED,
    /** It was staged before: this copy is not wanted. */
    ALREADY_STAGED,
    /** Here is the batch; it is the job's only one. */
    HERE,
    /** It will be offered. */
    NOT_YET,
    /** The job has used it: a prepared batch is used once. */
    ALREADY_USED,
    /** There is no such epoch, batch, loader or job now. */
    UNKNOWN
  }
}
