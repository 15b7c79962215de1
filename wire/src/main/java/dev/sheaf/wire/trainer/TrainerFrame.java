package dev.sheaf.wire.trainer;

/** What a GPU worker and its child process say to each other. */
public sealed interface TrainerFrame permits ToTrainer, FromTrainer {
  /** Version of the verbs; both sides must have the same. */
  int PROTOCOL = 3;
}
