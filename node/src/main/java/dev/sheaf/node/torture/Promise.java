package dev.sheaf.node.torture;

import com.fasterxml.jackson.annotation.JsonValue;

/** What must hold, whatever goes wrong; counted by how often it did not. */
public enum Promise {
  /** Every byte that is served is that of the object. */
  WRONG_BYTES("wrongBytes"),
  /** A job has each sample once an epoch: not twice. */
  DUPLICATES("duplicates"),
  /** A job has each sample once an epoch: not never. */
  MISSING("missing"),
  /** What was acknowledged stays so. */
  LOST_ACKS("lostAcks"),
  /** One entity has one owner: two answers to one question, or two writers of one log by turns. */
  DUAL_OWNERS("dualOwners"),
  /** While a node leaves in order and comes back, no read fails. */
  FAILED_READS("failedReads"),
  /** Every request ends by its deadline. */
  LATE("late"),
  /** Nothing that a client sends is answered by 5xx, except a wish to come again later. */
  SERVER_ERRORS("serverErrors"),
  /** Nothing is refused that was asked rightly. */
  REFUSED("refused"),
  /** Whatever has gone wrong heals by itself. */
  STUCK("stuck");

  private final String key;

  Promise(String key) {
    this.key = key;
  }

  /** How results name it. */
  @JsonValue
  public String key() {
    return key;
  }
}
