"""Policy measures as files that run: read, checked, judged for one applicant, matched over all."""
