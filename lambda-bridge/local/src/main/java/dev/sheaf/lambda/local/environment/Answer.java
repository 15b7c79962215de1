package dev.sheaf.lambda.local.environment;

/**
 * What came of a call, and what it took.
 *
 * @param failed the payload describes what went wrong
 * @param initNanos what starting the environment took; 0 when there was one
 * @param runNanos from the hand-over of the call to its answer
 * @param log what the function wrote meanwhile, and what the platform says of it; the end of it
 */
public record Answer(Payload payload, boolean failed, long initNanos, long runNanos, String log) {}
