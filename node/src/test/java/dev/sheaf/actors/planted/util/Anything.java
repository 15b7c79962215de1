package dev.sheaf.actors.planted.util;

/** Breaks the law that a package is named after what lives there. */
public final class Anything {}
