package dev.sheaf.actors.origin;

/**
 * An object as it was listed.
 *
 * @param key its name below the root, with {@code /} between parts; empty for the root itself
 * @param sizeBytes its size
 * @param tag 64 bits that change when its content does (of the ETag, or of time and size), never 0
 */
public record OriginObject(String key, long sizeBytes, long tag) {}
