"""What may break is broken here on purpose: writers, disks, files, clients, memory."""
