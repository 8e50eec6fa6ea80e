package dev.nabla.web;

import java.util.List;

import org.springframework.http.MediaType;

/** What bodies may be. */
public final class MediaTypes {
    public static final String NPY = "application/x-npy";
    public static final String CSV = "text/csv";
    public static final String SAFETENSORS = "application/x-safetensors";

    /** The types that requests are taken in. */
    static final List<MediaType> TAKEN = List.of(MediaType.APPLICATION_JSON, MediaType.parseMediaType(NPY), MediaType.parseMediaType(CSV));

    private MediaTypes() {
    }
}
