/**
 * Runs on a local file system, as ordinary files: the scheme {@code file:} and plain paths.
 *
 * <p>{@link io.runpaths.local.LocalProvider} is all that others see. Behind it one class does one
 * thing: {@code Places} finds the file of a key and sees that no symbolic link leads out of the
 * root, {@code Reader} reads, {@code TemporaryFile} and {@code Publication} write, {@code Folders}
 * makes folders and makes them durable, {@code KeyLocks} keeps writers apart, {@code Listing}
 * walks, {@code Links} keeps symbolic links, {@code Leftovers} finds what killed writers left, and
 * {@code FileErrors} turns what the system says into the storage errors.
 *
 * <p><b>How a file appears.</b> Its bytes go into a temporary file of the same folder (its name
 * begins with {@code .runpaths-tmp-}), which is synced and then published by one system call: a
 * hard link where the name must be free, else a rename. Then the folder is synced. A kill between
 * any two calls leaves the old object or the new one, and at worst a temporary file, which no
 * listing shows.
 *
 * <p><b>Who waits for whom.</b> A hard link is exclusive by itself, so claims and first writes take
 * no lock. What replaces or removes an object that exists takes the lock of its key, since a
 * compare-and-set must not have its object changed between the comparison and the rename. So the
 * compare-and-set is atomic among all of RunPaths' writers of that root; it does not bind other
 * programs.
 *
 * <p><b>Versions.</b> Up to 64 KiB the version of an object is the SHA-256 of its bytes, so that
 * neither a coarse clock nor an inode number that is used again can make two documents look the
 * same. Above, it is inode, time of modification and size; the time is stamped with the full
 * resolution of the machine's clock when the file is written, for the same reason.
 */
@NullMarked
package io.runpaths.local;

import org.jspecify.annotations.NullMarked;
